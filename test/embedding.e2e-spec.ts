import { type DynamicModule, type INestApplication, SetMetadata } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DjamoConnector,
  DjamoModule,
  dataSourceFactory,
  PAYOUT_ENTITIES,
  PAYOUT_MIGRATIONS,
  type PayoutConnector,
  PayoutsModule,
  type PayoutsOptions,
} from 'cauri';
import { CallbacksController } from '../src/payouts/callbacks/callbacks.controller.js';

const djamo = DjamoModule.forRoot({
  accounts: [{ name: 'djamo', baseUrl: 'http://127.0.0.1:9', accessToken: 'a-token' }],
});

const database = (factory: typeof dataSourceFactory | null = dataSourceFactory): DynamicModule =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'better-sqlite3' as const,
      database: ':memory:',
      entities: [...PAYOUT_ENTITIES],
      migrations: [...PAYOUT_MIGRATIONS],
      migrationsRun: true,
      retryAttempts: 0,
    }),
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
