import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Registry } from 'prom-client';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { systemClock } from '../common/clock.js';
import type { PayoutConnector } from '../common/payout-connector.js';
import { ConsoleModule } from '../console/console.module.js';
import { DjamoConnector } from '../djamo/djamo.connector.js';
import { DjamoModule } from '../djamo/djamo.module.js';
import { JumiaCreditsConnector } from '../jumia-credits/jumia-credits.connector.js';
import { JumiaCreditsModule } from '../jumia-credits/jumia-credits.module.js';
import { approversOf, authenticateWith } from '../payouts/access/configured-keys.js';
import { StoredKeys } from '../payouts/access/stored-keys.js';
import { ProblemFilter } from '../payouts/http/problem.filter.js';
import { PayoutMetrics } from '../payouts/metrics/payout-metrics.js';
import { PayoutsModule } from '../payouts/payouts.module.js';
import type { PayoutsOptions } from '../payouts/payouts.options.js';
import { availabilityOf } from '../payouts/storage/database/availability.js';
import { checkpointInThread } from '../payouts/storage/database/checkpoints.js';
import { databaseName, databaseOptions, openOwn } from '../payouts/storage/database/data-source.js';
import { migrate, pendingMigrations } from '../payouts/storage/database/migrate.js';
import { writable } from '../payouts/storage/database/writable.js';
import { UnitOfWork } from '../payouts/storage/unit-of-work.js';
import type { Configuration } from './config/configuration.js';
import { DATABASE_PROBE, type DatabaseProbe } from './health/database-probe.js';
import { Draining } from './health/draining.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { METRICS_KEYS } from './metrics/metrics-keys.js';
import { metricsRegistry } from './metrics/metrics-registry.js';
import { StartError } from './start.error.js';
import { Tracing } from './tracing/tracing.js';

/** Root module of the standalone service. Only this file and the configuration name every connector. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class
export class AppModule {
  static forRoot(configuration: Configuration): DynamicModule {
    const connectors = connectorModules(configuration);
    const payouts = PayoutsModule.forRootAsync({
      imports: connectors.map(({ module }) => module),
      inject: [DataSource, ...connectors.map(({ connector }) => connector)],
      useFactory: (dataSource: DataSource, ...instances: PayoutConnector[]) =>
        payoutsOptions(configuration, dataSource, instances),
    });
    return {
      module: AppModule,
      imports: [
        ScheduleModule.forRoot(),
        database(configuration),
        ...connectors.map(({ module }) => module),
        payouts,
        ...(configuration.console
          ? [ConsoleModule.forRoot({ imports: [payouts], secrets: consoleSecrets(configuration), keys: true })]
          : []),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        Draining,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: Tracing, useFactory: () => Tracing.start(process.env) },
        { provide: METRICS_KEYS, useValue: configuration.metricsKeys },
        { provide: Registry, inject: [PayoutMetrics], useFactory: metricsRegistry },
        { provide: DATABASE_PROBE, inject: [DataSource], useFactory: databaseProbe },
      ],
    };
  }
}

function connectorModules({ djamo, jumiaCredits }: Configuration) {
  return [
    ...(jumiaCredits ? [{ module: JumiaCreditsModule.forRoot(jumiaCredits), connector: JumiaCreditsConnector }] : []),
    ...(djamo ? [{ module: DjamoModule.forRoot(djamo), connector: DjamoConnector }] : []),
  ];
}

/**
 * Returns the secrets for the sessions of the console. They are taken from the configured encryption keys, or else from
 * the callback keys. All instances share these keys, so sessions survive a restart. Returns none if no such key is
 * configured; sessions then end with the process.
 */
function consoleSecrets({ encryptionKeys, callbackKeys }: Configuration): (string | Buffer)[] {
  const own = encryptionKeys.map(({ key }) => key);
  return own.length > 0 ? own : callbackKeys.map(({ secret }) => secret);
}

/**
 * Returns access to the API keys in a database. It works without the other parts of the service, so commands use it
 * too.
 */
export function storedKeys({ timings }: Pick<Configuration, 'timings'>, dataSource: DataSource): StoredKeys {
  return new StoredKeys(new UnitOfWork(dataSource, undefined, timings.databaseTimeout), systemClock);
}

function payoutsOptions(
  configuration: Configuration,
  dataSource: DataSource,
  connectors: readonly PayoutConnector[],
): PayoutsOptions {
  const { publicUrl, callbackKeys, apiKeys, worker, timings, encryptionKeys, webhookAllowedHosts } = configuration;
  const { lookupBeforeFirstSend } = configuration;
  const stored = storedKeys(configuration, dataSource);
  return {
    connectors,
    ...(publicUrl !== null && { publicUrl }),
    callbackKeys,
    api: {
      authenticate: authenticateWith(apiKeys, (token) => stored.principalOf(token)),
      approvers: async () => [...approversOf(apiKeys), ...(await stored.approvers())],
    },
    worker,
    encryptionKeys,
    webhookAllowedHosts,
    lookupBeforeFirstSend,
    timings,
  };
}

/** Calls `end` once if the open SQLite file is deleted or replaced. Only a restart can open the new file. */
export function whenDatabaseIsLost(app: INestApplicationContext, end: () => void): void {
  availabilityOf(app.get(DataSource)).onLost = end;
}

/**
 * Returns the module that connects to the database and prepares its schema. It does not retry, so that a failure ends
 * the start at once.
 */
function database({ databaseUrl, migrations }: Configuration): DynamicModule {
  return TypeOrmModule.forRootAsync({
    useFactory: async () => ({ ...(await reached(databaseUrl, databaseOptions(databaseUrl))), toRetry: () => false }),
    dataSourceFactory: async (options) => {
      const dataSource = await reached(databaseUrl, openOwn(options as DataSourceOptions));
      await prepareSchema(dataSource, migrations);
      await checkpointInThread(dataSource);
      return dataSource;
    },
  });
}

/**
 * Opens the database without changing its schema. The caller must destroy the data source.
 * @throws StartError if the database cannot be reached
 */
export function openDatabase(databaseUrl: string): Promise<DataSource> {
  return reached(databaseUrl, databaseOptions(databaseUrl).then(openOwn));
}

/**
 * Opens the database and prepares its schema, as the service does at its start. The caller must destroy the data
 * source.
 * @throws StartError if the database cannot be reached, or if `MIGRATIONS=manual` and migrations are pending
 */
export async function openStore({
  databaseUrl,
  migrations,
}: Pick<Configuration, 'databaseUrl' | 'migrations'>): Promise<DataSource> {
  const dataSource = await openDatabase(databaseUrl);
  await prepareSchema(dataSource, migrations);
  return dataSource;
}

/**
 * Waits until the database is connected.
 * @throws StartError with the reason, without the password, if it cannot be reached
 */
async function reached<T>(databaseUrl: string, connecting: Promise<T>): Promise<T> {
  try {
    return await connecting;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const failed = code?.startsWith('ER_ACCESS_DENIED') ? 'refuses this user or this password' : 'is not reachable';
    throw new StartError(`database at ${databaseName(databaseUrl)} ${failed}: ${code || message}`);
  }
}

/**
 * Applies pending migrations. With `MIGRATIONS=manual`, only checks that none is pending.
 * @throws StartError if `MIGRATIONS=manual` and a migration is pending; the connection is closed first
 */
async function prepareSchema(dataSource: DataSource, migrations: Configuration['migrations']): Promise<void> {
  if (migrations === 'auto') {
    await migrate(dataSource);
    return;
  }
  const pending = await pendingMigrations(dataSource);
  if (pending.length === 0) return;
  await dataSource.destroy();
  throw new StartError(`MIGRATIONS=manual and not applied: ${pending.join(', ')}`);
}

function databaseProbe(dataSource: DataSource): DatabaseProbe {
  return {
    ping: () => writable(dataSource),
  };
}
