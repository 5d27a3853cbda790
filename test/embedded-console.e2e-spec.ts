import {
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  ForbiddenException,
  type INestApplication,
  UseGuards,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  authenticateWith,
  ConsoleModule,
  DjamoConnector,
  DjamoModule,
  dataSourceFactory,
  PAYOUT_ENTITIES,
  PAYOUT_MIGRATIONS,
  type PayoutConnector,
  PayoutsModule,
  type PayoutsOptions,
  SCOPES,
} from 'cauri';
import { ConsoleVisitor } from './support/console-visitor.js';

const KEY = 'a-key-of-the-office';
const BADGE = { 'x-badge': 'office' };

/** A host's own guard, which knows its people by a badge. */
class OfficeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-badge'] === 'office') return true;
    throw new ForbiddenException();
  }
}

type Authenticate = Exclude<PayoutsOptions['api'], false | undefined>['authenticate'];

function imports(authenticate: Authenticate): DynamicModule[] {
  const djamo = DjamoModule.forRoot({
    accounts: [{ name: 'djamo', baseUrl: 'http://127.0.0.1:9', accessToken: 'a-token' }],
  });
  const payouts = PayoutsModule.forRootAsync({
    imports: [djamo],
    inject: [DjamoConnector],
    useFactory: (...connectors: PayoutConnector[]) => ({ connectors, worker: false, api: { authenticate } }),
  });
  const database = TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'better-sqlite3' as const,
      database: ':memory:',
      entities: [...PAYOUT_ENTITIES],
      migrations: [...PAYOUT_MIGRATIONS],
      migrationsRun: true,
      retryAttempts: 0,
    }),
    dataSourceFactory,
  });
  return [
    database,
    djamo,
    payouts,
    ConsoleModule.forRoot({ imports: [payouts], decorators: [UseGuards(OfficeGuard)] }),
  ];
}

const byKey = authenticateWith([{ consumer: 'office', secret: KEY, scopes: SCOPES }]);
const byBadge: Authenticate = ({ headers }) =>
  headers['x-badge'] === 'office' ? { consumer: 'badge', scopes: ['payouts:read', 'payouts:write'] } : null;

describe.each([
  { platform: 'Express', adapter: () => new ExpressAdapter(), rawBody: true },
  { platform: 'Express', adapter: () => new ExpressAdapter(), rawBody: false },
  { platform: 'Fastify', adapter: () => new FastifyAdapter(), rawBody: true },
])('the console in an application of a host on $platform, rawBody: $rawBody', ({ adapter, rawBody }) => {
  let app: INestApplication;
  let visitor: ConsoleVisitor;

  async function start(authenticate: Authenticate): Promise<void> {
    const module = await Test.createTestingModule({ imports: imports(authenticate) }).compile();
    app = module.createNestApplication<NestFastifyApplication>(adapter() as FastifyAdapter, { logger: false, rawBody });
    app.setGlobalPrefix('office');
    await app.listen(0, '127.0.0.1');
    visitor = new ConsoleVisitor(await app.getUrl(), '/office/console', BADGE);
  }

  afterEach(() => app.close());

  it("is behind the host's guards, below its prefix, and takes forms and files", async () => {
    await start(byKey);
    for (const place of ['', 'sign-in', 'assets/console.js', 'batches']) {
      const outside = new ConsoleVisitor(await app.getUrl(), '/office/console');
      expect([place, (await outside.fetch(place)).status]).not.toEqual([place, 200]);
    }
    const bare = await new ConsoleVisitor(await app.getUrl(), '/office/console').fetch('sign-in');
    expect([bare.status, (await bare.text()).includes('name="key"')]).toEqual([403, false]);
    const there = await visitor.signIn(KEY);
    expect([there.status, there.place]).toEqual([200, '/office/console']);
    expect(there.text).toContain('href="/office/console/batches"');
    for (const place of ['/office/console/', '/office/console/payouts/']) {
      const page = await visitor.get(place);
      expect([page.status, page.place]).toEqual([200, place.slice(0, -1)]);
    }
    expect(there.text).not.toContain('/office/console/keys');
    const none = await visitor.get('keys');
    expect([none.status, none.text.includes('There is nothing here.')]).toEqual([404, true]);
    expect((await visitor.fetch('assets/console.css')).status).toBe(200);
    const file = new Blob(['amount,currency,msisdn\n5000,XOF,+2250701020300\n5,XOF,x']);
    const report = await visitor.send('batches/check', { file, mode: 'accept_valid' });
    expect(report.text).toContain('1 of 2 rows can be ordered.');
    const paused = await visitor.send('accounts/djamo/pause', { reason: 'Stock-taking' });
    expect(paused.text).toContain('On hold: Stock-taking');
  });

  it('asks nobody to sign in whom the host knows, and believes only its own forms all the same', async () => {
    await start(byBadge);
    const there = await visitor.get('');
    expect([there.status, there.text.includes('<span>badge</span>')]).toEqual([200, true]);
    expect(there.text).not.toContain('sign-out');
    const file = () => new Blob(['amount,currency,msisdn\n5000,XOF,+2250701020300']);
    expect((await visitor.send('batches/check', { file: file() })).text).toContain('1 of 1 rows can be ordered.');
    expect((await visitor.send('batches/check', { file: file(), token: 'x' })).status).toBe(403);
    expect((await visitor.send('accounts/djamo/pause', { reason: 'x' })).status).toBe(403);
  });
});
