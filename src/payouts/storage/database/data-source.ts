import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { PAYOUT_ENTITIES } from '../entities/payout-entities.js';
import { PAYOUT_MIGRATIONS } from '../migrations/payout-migrations.js';
import { SQL_MODE } from './sql-mode.js';
import { serializeSqlite } from './sqlite-mutex.js';

const CONNECT_TIMEOUT_MS = 5_000;

const SHARED = {
  entities: [...PAYOUT_ENTITIES],
  migrations: [...PAYOUT_MIGRATIONS],
  migrationsTableName: 'cauri_migration',
  synchronize: false,
};

/** Returns the address of a database without its credentials, for messages. */
export function databaseName(url: string): string {
  if (url.startsWith('sqlite:')) return url.slice('sqlite:'.length);
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '3306'}${pathname}`;
}

/**
 * Returns the connection options for `sqlite:<file>` or `mysql://user:pass@host:port/database`. Asks the server if it
 * is MySQL or MariaDB, because TypeORM uses different dialects for them.
 * @throws if the server does not answer
 */
export async function databaseOptions(url: string): Promise<DataSourceOptions> {
  return url.startsWith('sqlite:') ? sqliteOptions(url.slice('sqlite:'.length)) : mysqlOptions(url);
}

function sqliteOptions(database: string): DataSourceOptions {
  if (database !== ':memory:') mkdirSync(dirname(database), { recursive: true });
  return {
    ...SHARED,
    type: 'better-sqlite3',
    database,
    enableWAL: true,
    // SQLite itself waits for a lock by blocking the whole process. The unit of work waits without blocking.
    timeout: 100,
  };
}

async function mysqlOptions(url: string): Promise<DataSourceOptions> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_TIMEOUT_MS });
  const [rows] = await connection.query('SELECT VERSION() AS version');
  await connection.end();
  const [{ version }] = rows as [{ version: string }];
  return {
    ...SHARED,
    type: /mariadb/i.test(version) ? 'mariadb' : 'mysql',
    url,
    timezone: 'Z',
    charset: 'utf8mb4',
    poolSize: 20,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // By default the server keeps 16 382 prepared statements for all clients together.
    extra: { enableKeepAlive: true, maxIdle: 20, idleTimeout: 60_000, maxPreparedStatements: 200 },
  };
}

interface MysqlPool {
  on(event: 'connection', listener: (connection: { query(sql: string): void }) => void): void;
}

/**
 * Settings for each session. MySQL's default lock wait of 50 seconds would outlast every request. The driver escapes
 * values with backslashes; if the server did not read them as escapes, a value could end its own quotes.
 */
const SESSION = `SET SESSION innodb_lock_wait_timeout = 5, sql_mode = '${SQL_MODE}'`;
const READ_COMMITTED = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/** Data sources that no host shares. Their isolation level is already right. */
const ours = new WeakSet<DataSource>();

/** Returns the isolation level that a transaction must ask for, or undefined if the data source already has it. */
export function isolationFor(dataSource: DataSource): 'READ COMMITTED' | undefined {
  // SQLite has only serializable transactions, and TypeORM refuses other names for them.
  return dataSource.options.type === 'better-sqlite3' || ours.has(dataSource) ? undefined : 'READ COMMITTED';
}

async function prepareSessions(dataSource: DataSource, statements: readonly string[]): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool?: MysqlPool };
  if (!pool) return;
  pool.on('connection', (connection) => {
    for (const statement of statements) connection.query(statement);
  });
  // The connection that opening the data source has left in the pool.
  const runner = dataSource.createQueryRunner();
  for (const statement of statements) await runner.query(statement);
  await runner.release();
}

/**
 * Makes SQLite flush every COMMIT to disk. Its default with WAL does not, so a power failure would lose accepted
 * payouts.
 */
async function syncCommits(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') await dataSource.query('PRAGMA synchronous = FULL');
}

/** Opens a data source. On SQLite it also keeps overlapping transactions apart. */
export async function dataSourceFactory(options?: DataSourceOptions): Promise<DataSource> {
  return openWith(options, [SESSION]);
}

/**
 * Like `dataSourceFactory`, for a data source that no host shares. Its transactions need not set the isolation level.
 */
export async function openOwn(options?: DataSourceOptions): Promise<DataSource> {
  const dataSource = await openWith(options, [SESSION, READ_COMMITTED]);
  ours.add(dataSource);
  return dataSource;
}

async function openWith(options: DataSourceOptions | undefined, session: readonly string[]): Promise<DataSource> {
  if (!options) throw new Error('dataSourceFactory needs the options of a data source');
  const dataSource = serializeSqlite(new DataSource(options));
  await dataSource.initialize();
  await syncCommits(dataSource);
  await prepareSessions(dataSource, session);
  return dataSource;
}
