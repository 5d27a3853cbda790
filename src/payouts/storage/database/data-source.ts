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

/** The address of a database without its credentials, for messages. */
export function databaseName(url: string): string {
  if (url.startsWith('sqlite:')) return url.slice('sqlite:'.length);
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '3306'}${pathname}`;
}

/**
 * Connection options of `sqlite:<file>` or `mysql://user:pass@host:port/database`. MySQL and MariaDB are told apart by
 * asking the server, because TypeORM speaks different dialects to them.
 * @throws when the MySQL server does not answer
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
    // SQLite waits for another process's lock with the whole process: a unit of work waits better, by itself.
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
    // The server keeps 16382 prepared statements for everybody, by default.
    extra: { enableKeepAlive: true, maxIdle: 20, idleTimeout: 60_000, maxPreparedStatements: 200 },
  };
}

interface MysqlPool {
  on(event: 'connection', listener: (connection: { query(sql: string): void }) => void): void;
}

/**
 * A lock wait of 50 seconds, MySQL's default, would outlast every request that waits for it. Values are escaped by the
 * driver with backslashes: where the server does not read those as escapes, a value would end its own quotes.
 */
const SESSION = `SET SESSION innodb_lock_wait_timeout = 5, sql_mode = '${SQL_MODE}'`;
const READ_COMMITTED = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/** Data sources that are ours alone, no host's: a transaction on them need not say how it reads. */
const ours = new WeakSet<DataSource>();

/** The isolation level that a transaction on this data source has to ask for, undefined where it has the right one. */
export function isolationFor(dataSource: DataSource): 'READ COMMITTED' | undefined {
  // SQLite knows only serializable transactions, and TypeORM refuses every other name for them.
  return dataSource.options.type === 'better-sqlite3' || ours.has(dataSource) ? undefined : 'READ COMMITTED';
}

async function prepareSessions(dataSource: DataSource, statements: readonly string[]): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool?: MysqlPool };
  if (!pool) return;
  pool.on('connection', (connection) => {
    for (const statement of statements) connection.query(statement);
  });
  // The one connection that opening the data source has left in the pool.
  const runner = dataSource.createQueryRunner();
  for (const statement of statements) await runner.query(statement);
  await runner.release();
}

/** With WAL, SQLite's default does not fsync a COMMIT: a power cut would take acknowledged payouts with it. */
async function syncCommits(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') await dataSource.query('PRAGMA synchronous = FULL');
}

/** Opens a data source; a SQLite one so that overlapping transactions cannot undo each other. */
export async function dataSourceFactory(options?: DataSourceOptions): Promise<DataSource> {
  return openWith(options, [SESSION]);
}

/** As `dataSourceFactory`, for a data source that nobody else uses: its transactions need not ask how they read. */
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
