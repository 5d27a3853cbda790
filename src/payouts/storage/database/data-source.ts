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

/** Returns the address of a database for messages: the file, or `host:port/database` without user name and password. */
export function databaseName(url: string): string {
  if (url.startsWith('sqlite:')) return url.slice('sqlite:'.length);
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '3306'}${pathname}`;
}

/**
 * Returns the TypeORM options for `sqlite:<file>` or `mysql://user:pass@host:port/database`. For a file, it creates a
 * missing directory. For a server, it asks whether it is MySQL or MariaDB, because TypeORM has a dialect for each.
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
    // Milliseconds for which SQLite waits for a locked file. It blocks the whole process meanwhile, so the wait is
    // short, and the unit of work tries again later.
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
    // With these values, all connections together stay far below the server's default limit of 16 382 prepared
    // statements.
    extra: { enableKeepAlive: true, maxIdle: 20, idleTimeout: 60_000, maxPreparedStatements: 200 },
  };
}

interface MysqlPool {
  on(event: 'connection', listener: (connection: { query(sql: string): void }) => void): void;
}

/**
 * Settings of every MySQL session. They shorten the lock wait, because the default of 50 seconds is longer than any
 * request may take. The SQL mode keeps backslashes as escapes, because the driver escapes values with them. Without
 * that, a value could end its own quotes.
 */
const SESSION = `SET SESSION innodb_lock_wait_timeout = 5, sql_mode = '${SQL_MODE}'`;
const READ_COMMITTED = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/** Data sources that `openOwn` opened for Cauri alone. Their sessions already use READ COMMITTED. */
const ours = new WeakSet<DataSource>();

/**
 * Returns the isolation level that each transaction must set, or undefined if the sessions already have the right one.
 */
export function isolationFor(dataSource: DataSource): 'READ COMMITTED' | undefined {
  // SQLite transactions are always serializable, and TypeORM refuses the name READ COMMITTED for them.
  return dataSource.options.type === 'better-sqlite3' || ours.has(dataSource) ? undefined : 'READ COMMITTED';
}

/**
 * Runs the statements on every connection of a MySQL pool: on the one that is open and on each that is opened later.
 */
async function prepareSessions(dataSource: DataSource, statements: readonly string[]): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool?: MysqlPool };
  if (!pool) return;
  pool.on('connection', (connection) => {
    for (const statement of statements) connection.query(statement);
  });
  // This gets the one connection that opening the data source has left in the pool.
  const runner = dataSource.createQueryRunner();
  for (const statement of statements) await runner.query(statement);
  await runner.release();
}

/**
 * Makes SQLite write every COMMIT to disk before it reports success. In WAL mode it does not do so by default, and a
 * power failure could lose accepted payouts.
 */
async function syncCommits(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') await dataSource.query('PRAGMA synchronous = FULL');
}

/**
 * Opens a data source for a host, with the settings in `SESSION` on MySQL. On SQLite it also prevents overlapping
 * transactions, and every COMMIT is written to disk. Pass it to `TypeOrmModule.forRootAsync` as `dataSourceFactory`.
 * @throws if `options` is missing or the database cannot be opened
 */
export async function dataSourceFactory(options?: DataSourceOptions): Promise<DataSource> {
  return openWith(options, [SESSION]);
}

/** Opens a data source for Cauri alone. Its sessions use READ COMMITTED, so its transactions need not set it. */
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
