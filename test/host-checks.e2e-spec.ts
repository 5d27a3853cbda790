import { type DynamicModule, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
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

const CALLBACKS = {
  publicUrl: 'http://127.0.0.1:3000',
  callbackKeys: [{ kid: 'k1', secret: 'a-secret-of-callbacks' }],
};

const DATABASE = TypeOrmModule.forRootAsync({
  useFactory: () => ({
    type: 'better-sqlite3' as const,
    database: ':memory:',
    entities: [...PAYOUT_ENTITIES],
    migrations: [...PAYOUT_MIGRATIONS],
    migrationsRun: true,
  }),
  dataSourceFactory,
});

@Module({})
class Office {}

/** An application with Cauri in it. */
function office(options: Partial<PayoutsOptions>, beside: { api?: false } = {}): DynamicModule {
  const djamo = DjamoModule.forRoot({
    accounts: [{ name: 'djamo', baseUrl: 'http://127.0.0.1:9', accessToken: 'a-token' }],
  });
  const payouts = PayoutsModule.forRootAsync({
    ...beside,
    imports: [djamo],
    inject: [DjamoConnector],
    useFactory: (...connectors: PayoutConnector[]) => ({ connectors, worker: false, ...options }),
  });
  return { module: Office, imports: [DATABASE, payouts] };
}

describe('the start of a host', () => {
  const warnings: string[] = [];
  const logger: LoggerService = {
    log: () => undefined,
    error: () => undefined,
    warn: (message: string) => warnings.push(message),
  };
  const hint = expect.stringContaining('{ rawBody: true }');

  beforeEach(() => warnings.splice(0));

  const onExpress = async (module: DynamicModule, settings: object = {}) => {
    await (await NestFactory.create(module, { logger, ...settings })).close();
    return warnings;
  };
  const onFastify = async (module: DynamicModule, settings: object = {}) => {
    const options = { logger, ...settings };
    await (await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), options)).close();
    return warnings;
  };

  describe('that is called back', () => {
    it('warns on Express without the raw bodies', async () => {
      expect(await onExpress(office(CALLBACKS))).toEqual([hint]);
    });

    it('warns on Fastify without them if the callbacks arrive at a route of the host', async () => {
      expect(await onFastify(office(CALLBACKS, { api: false }))).toEqual([hint]);
    });

    it('does not warn on Fastify without them, where our own route reads them by itself', async () => {
      expect(await onFastify(office(CALLBACKS))).toEqual([]);
    });

    it.each([{ rawBody: true }, { bodyParser: false }])('does not warn with %j', async (settings) => {
      expect(await onExpress(office(CALLBACKS), settings)).toEqual([]);
      expect(await onFastify(office(CALLBACKS, { api: false }), settings)).toEqual([]);
    });
  });

  it('does not warn if nobody calls back', async () => {
    expect(await onExpress(office({}))).toEqual([]);
  });

  it('says so if the application has another Nest than Cauri', async () => {
    let other = NestFactory;
    jest.isolateModules(() => {
      other = (require('@nestjs/core') as { NestFactory: typeof NestFactory }).NestFactory;
    });
    expect(other).not.toBe(NestFactory);
    const starting = other.create(office({}), { logger: false, abortOnError: false });
    await expect(starting).rejects.toThrow(/cauri has loaded another Nest than the application, .*@nestjs\/core/);
  });
});
