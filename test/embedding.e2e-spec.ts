import {
  type DynamicModule,
  type INestApplication,
  Logger,
  SetMetadata,
  ValidationPipe,
  type ValidationPipeOptions,
  VersioningType,
} from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AccountsService,
  CreatePayoutDto,
  DjamoConnector,
  DjamoModule,
  dataSourceFactory,
  PAYOUT_ENTITIES,
  PAYOUT_MIGRATIONS,
  type PayoutConnector,
  PayoutsModule,
  type PayoutsOptions,
  PayoutsOptionsError,
  PayoutsService,
  RecipientsService,
  ReconciliationQueries,
  ReconciliationService,
  ReviewService,
  SCOPES,
} from 'cauri';
import { CallbacksController } from '../src/payouts/callbacks/callbacks.controller.js';

const djamo = DjamoModule.forRoot({
  accounts: [{ name: 'djamo', baseUrl: 'http://127.0.0.1:9', accessToken: 'a-token' }],
});

const DATABASE = {
  type: 'better-sqlite3' as const,
  database: ':memory:',
  entities: [...PAYOUT_ENTITIES],
  migrations: [...PAYOUT_MIGRATIONS],
  migrationsRun: true,
  retryAttempts: 0,
};

const database = (factory: typeof dataSourceFactory | null = dataSourceFactory): DynamicModule =>
  TypeOrmModule.forRootAsync({
    useFactory: () => DATABASE,
    ...(factory && { dataSourceFactory: factory }),
  });

const payouts = (options: Partial<PayoutsOptions>, beside: { api?: false } = {}): DynamicModule =>
  PayoutsModule.forRootAsync({
    ...beside,
    imports: [djamo],
    inject: [DjamoConnector],
    useFactory: (...connectors: PayoutConnector[]) => ({ connectors, ...options }),
  });

describe('PayoutsModule in a Nest application', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(...imports: DynamicModule[]): Promise<void> {
    const module = await Test.createTestingModule({ imports }).compile();
    app = module.createNestApplication({ logger: false, rawBody: true });
    await app.listen(0, '127.0.0.1');
  }

  const status = async (path: string, method = 'GET') =>
    (await fetch(`${await app?.getUrl()}${path}`, { method })).status;

  it('does not start with a worker in an application without ScheduleModule, and says so', async () => {
    await expect(start(database(), payouts({}))).rejects.toThrow('ScheduleModule.forRoot()');
  });

  it('does not start on a SQLite data source that TypeORM made alone, and says so', async () => {
    await expect(start(database(null), payouts({ worker: false }))).rejects.toThrow('dataSourceFactory');
  });

  it.each<[string, object]>([
    ['PAYOUT_ENTITIES', { entities: [] }],
    ['PAYOUT_MIGRATIONS', { migrations: [] }],
  ])('does not start without %s, and says so', async (name, changed) => {
    const incomplete = TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...DATABASE, ...changed }),
      dataSourceFactory,
    });
    await expect(start(incomplete, payouts({ worker: false }))).rejects.toThrow(name);
  });

  it('does not start with options that break their rules, and names them all', async () => {
    const careless = {
      timings: { lease: 50_000, submitTimeout: '45s', polPlan: [1], holdPlan: [] },
      publicUrl: 'http://cauri.example.com',
      callbackKeys: [{ kid: 'k1', secret: 'short' }],
      onPayoutEvents: () => undefined,
    } as never;
    const error = await start(database(), payouts(careless)).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(PayoutsOptionsError);
    expect(new Set((error as PayoutsOptionsError).problems.map(({ field }) => field))).toEqual(
      new Set([
        'callbackKeys[0].secret',
        'onPayoutEvents',
        'publicUrl',
        'timings.holdPlan',
        'timings.polPlan',
        'timings.submitTimeout',
      ]),
    );
    const short = start(database(), payouts({ worker: false, timings: { lease: 50_000 } }));
    await expect(short).rejects.toThrow('timings.lease must be at least twice submitTimeout');
    const slow = start(database(), payouts({ worker: false, timings: { submitTimeout: 10_000 } }));
    await expect(slow).rejects.toThrow('timings.submitTimeout must be at least the timeoutMs of djamo');
    const alone = start(database(), payouts({ worker: false, publicUrl: 'https://cauri.example.com/' }));
    await expect(alone).rejects.toThrow('publicUrl needs callbackKeys');
  });

  it('does not start on a named data source that does not know its name, and says so', async () => {
    const named = (known: object) =>
      TypeOrmModule.forRootAsync({
        name: 'wages',
        useFactory: () => DATABASE,
        // Nest 12 gives the name to the factory's options, Nest 11 leaves them as they are.
        dataSourceFactory: (options) => dataSourceFactory({ ...options, name: undefined, ...known } as never),
      });
    const ours = () =>
      PayoutsModule.forRootAsync({
        dataSource: 'wages',
        imports: [djamo],
        inject: [DjamoConnector],
        useFactory: (...connectors: PayoutConnector[]) => ({ connectors, worker: false }),
      });
    await expect(start(named({}), ours())).rejects.toThrow("return name: 'wages' from its factory");
    await start(named({ name: 'wages' }), ours());
  });

  it('advises a host without shutdown hooks to have them', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    await start(ScheduleModule.forRoot(), database(), payouts({ timings: { workerInterval: 10 } }));
    const advised = () => warn.mock.calls.some(([said]) => String(said).includes('app.enableShutdownHooks()'));
    while (!advised()) await new Promise((resolve) => setTimeout(resolve, 10));
    warn.mockRestore();
  });

  it('works by itself unless told otherwise, and lets nobody in unless told whom', async () => {
    await start(ScheduleModule.forRoot(), database(), payouts({}));
    expect(await status('/v1/payouts')).toBe(401);
    expect(await status('/v1/callbacks/djamo/djamo', 'POST')).toBe(401);
  });

  it('has no route with `api: false` beside the factory', async () => {
    await start(database(), payouts({ worker: false }, { api: false }));
    expect(await status('/v1/payouts')).toBe(404);
    expect(await status('/v1/callbacks/djamo/djamo', 'POST')).toBe(404);
  });

  it('answers 404 on every route but that of the callbacks with `api: false` from the factory', async () => {
    await start(database(), payouts({ worker: false, api: false }));
    expect(await status('/v1/payouts')).toBe(404);
    expect(await status('/v1/accounts/djamo/pause', 'POST')).toBe(404);
    expect(await status('/v1/callbacks/djamo/djamo', 'POST')).toBe(401);
  });

  it('stays at its paths in an application with versions in its addresses', async () => {
    const module = await Test.createTestingModule({ imports: [database(), payouts({ worker: false })] }).compile();
    app = module.createNestApplication({ logger: false, rawBody: true });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    await app.listen(0, '127.0.0.1');
    expect(await status('/v1/payouts')).toBe(401);
    expect(await status('/v1/accounts')).toBe(401);
    expect(await status('/v1/callbacks/djamo/djamo', 'POST')).toBe(401);
  });

  it.each<ValidationPipeOptions>([
    {},
    { transform: true },
    { whitelist: true },
    {
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      transformOptions: { enableImplicitConversion: true },
    },
  ])('reads its requests by itself beside a global pipe of the host: %j', async (pipe) => {
    const authenticate = () => ({ consumer: 'shop', scopes: SCOPES });
    const imports = [database(), payouts({ worker: false, api: { authenticate } })];
    const module = await Test.createTestingModule({ imports }).compile();
    app = module.createNestApplication({ logger: false, rawBody: true });
    app.useGlobalPipes(new ValidationPipe(pipe));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    for (const path of [
      '/v1/payouts',
      '/v1/payouts?status=queued,paid&limit=2&review=true',
      '/v1/reconciliation-runs',
    ]) {
      expect([path, await status(path)]).toEqual([path, 200]);
    }
    const draft = { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020300' } };
    const refused = async (body: object) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
      const reply = await fetch(`${url}/v1/payouts`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { errors } = (await reply.json()) as { errors?: { field: string }[] };
      return [reply.status, errors?.map(({ field }) => field)];
    };
    expect(await refused({ ...draft, amount: 'x' })).toEqual([422, ['amount']]);
    expect(await refused({ ...draft, amount: 5000 })).toEqual([422, ['amount']]);
    expect(await refused({ ...draft, more: 1 })).toEqual([422, ['more']]);
    expect(await refused(draft)).toEqual([201, undefined]);
  });

  it('checks in every use case what the host did not', async () => {
    await start(database(), payouts({ worker: false }, { api: false }));
    const operator = { consumer: 'finance', scopes: ['operations' as const] };
    const id = '019aa0b4-3d2c-7c57-b1a5-8f9c4d0e2a61';
    const unchecked = Object.assign(new CreatePayoutDto(), { amount: '-5000', currency: 'XOF', recipient: {} });
    const careless = { any: 'thing' } as never;
    const calls: [string, () => Promise<unknown> | undefined][] = [
      ['amount', () => app?.get(PayoutsService).create(unchecked, { consumer: 'shop', idempotencyKey: 'one' })],
      ['limit', () => app?.get(PayoutsService).list({ limit: 1e9 }, operator)],
      ['action', () => app?.get(ReviewService).resolve(id, careless, operator)],
      ['kind', () => app?.get(ReconciliationService).start(careless)],
      ['limit', () => app?.get(ReconciliationQueries).list({ limit: -1 })],
      ['msisdn', () => app?.get(RecipientsService).check(careless)],
      ['reason', () => app?.get(AccountsService).pause('djamo', 'finance', '')],
    ];
    for (const [field, call] of calls) {
      await expect(call()).rejects.toMatchObject({
        code: 'validation_failed',
        details: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
      });
    }
  });

  it("answers problem documents as such on Nest's other platform too", async () => {
    await start(database(), payouts({ worker: false }));
    const reply = await fetch(`${await app?.getUrl()}/v1/payouts`);
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await reply.json()).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it("has the host's decorators on a callback route of its own, not on ours", () => {
    const { controllers = [] } = PayoutsModule.forRoot({
      connectors: [],
      callbackDecorators: [SetMetadata('public', true)],
    });
    expect(controllers.filter((one) => Reflect.getMetadata('public', one) === true)).toHaveLength(1);
    expect(controllers.map(({ name }) => name)).toContain('CallbacksController');
    expect(Reflect.getMetadata('public', CallbacksController)).toBeUndefined();
  });
});
