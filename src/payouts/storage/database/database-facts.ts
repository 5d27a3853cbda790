import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';

/** Facts about a database server that an operator must know. */
export interface ServerFacts {
  readonly kind: 'server';
  /** Version as reported by the server, such as `10.11.6-MariaDB`. */
  readonly version: string;
  readonly isMariaDb: boolean;
  /** Tables of ours that are not InnoDB, and so have no transactions. Empty if there are none. */
  readonly otherEngines: readonly string[];
  /** True if several nodes accept writes: Galera, or group replication with several primaries. */
  readonly severalWriters: boolean;
  /** True if there are replicas and a COMMIT does not wait for any. A failover can then lose commits. */
  readonly asynchronousReplicas: boolean;
  /**
   * Rights of our user on the whole database, such as `SELECT`. `ALL PRIVILEGES` stands for all. A right on single
   * tables or columns is left out.
   */
  readonly privileges: ReadonlySet<string>;
  /** True if our user has administrator rights on the whole server, such as `SUPER` or `FILE`. */
  readonly isAdministrator: boolean;
  readonly timeZone: string;
}

/** Facts about a SQLite file that an operator must know. */
export interface FileFacts {
  readonly kind: 'file';
  readonly version: string;
  /** Free bytes on the disk of the file. Null if the database is in memory. */
  readonly diskFree: number | null;
  /** True if the file's mode gives other users of the machine a right, such as to read it. False if it is in memory. */
  readonly isShared: boolean;
}

/**
 * Reads the facts about the database. Replicas that our user may not list count as absent.
 * @throws if the database is unavailable
 */
export function databaseFacts(dataSource: DataSource): Promise<ServerFacts | FileFacts> {
  return dataSource.options.type === 'better-sqlite3' ? fileFacts(dataSource) : serverFacts(dataSource);
}

const OTHERS = 0o077;

async function fileFacts(dataSource: DataSource): Promise<FileFacts> {
  const [{ version } = { version: '' }]: { version: string }[] = await dataSource.query(
    'SELECT sqlite_version() AS version',
  );
  const file = String(dataSource.options.database);
  if (file === ':memory:') return { kind: 'file', version, diskFree: null, isShared: false };
  const { bavail, bsize } = await statfs(dirname(file));
  const { mode } = await stat(file);
  return { kind: 'file', version, diskFree: bavail * bsize, isShared: (mode & OTHERS) !== 0 };
}

async function serverFacts(dataSource: DataSource): Promise<ServerFacts> {
  const [server]: { version: string; zone: string; own: string }[] = await dataSource.query(
    'SELECT VERSION() AS version, @@GLOBAL.time_zone AS zone, @@SESSION.time_zone AS own',
  );
  const { version = '', zone = '' } = server ?? {};
  const others: { name: string }[] = await dataSource.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_name LIKE 'cauri\\_%' AND engine <> 'InnoDB'`,
  );
  const grants = await grantsOf(dataSource);
  return {
    kind: 'server',
    version,
    isMariaDb: /mariadb/i.test(version),
    otherEngines: others.map(({ name }) => name),
    severalWriters: await hasSeveralWriters(dataSource),
    asynchronousReplicas: (await hasReplicas(dataSource)) && !(await isSemiSynchronous(dataSource)),
    ...grants,
    timeZone: zone,
  };
}

async function variable(dataSource: DataSource, name: string): Promise<string | null> {
  const rows: { Value?: string }[] = await dataSource.query(`SHOW GLOBAL VARIABLES LIKE '${name}'`);
  return rows[0]?.Value ?? null;
}

async function hasSeveralWriters(dataSource: DataSource): Promise<boolean> {
  if ((await variable(dataSource, 'wsrep_on')) === 'ON') return true;
  return (await variable(dataSource, 'group_replication_single_primary_mode')) === 'OFF';
}

/**
 * Returns true if the server has replicas. MySQL 8.4 knows only the second statement, MariaDB and MySQL before 8.0.22
 * only the first.
 */
async function hasReplicas(dataSource: DataSource): Promise<boolean> {
  return (await count(dataSource, 'SHOW SLAVE HOSTS')) > 0 || (await count(dataSource, 'SHOW REPLICAS')) > 0;
}

async function isSemiSynchronous(dataSource: DataSource): Promise<boolean> {
  const names = ['rpl_semi_sync_master_enabled', 'rpl_semi_sync_source_enabled'];
  const found = await Promise.all(names.map((name) => variable(dataSource, name)));
  return found.includes('ON');
}

/**
 * Returns the number of rows of a statement. Returns 0 if it fails: the user has no right to it, or the server does not
 * know it.
 */
async function count(dataSource: DataSource, statement: string): Promise<number> {
  const rows: unknown[] = await dataSource.query(statement).catch(() => []);
  return rows.length;
}

const ADMINISTRATION = /\b(SUPER|ALL PRIVILEGES|SHUTDOWN|FILE|CREATE USER)\b/;

async function grantsOf(dataSource: DataSource): Promise<Pick<ServerFacts, 'privileges' | 'isAdministrator'>> {
  const rows: Record<string, string>[] = await dataSource.query('SHOW GRANTS');
  const [{ name } = { name: '' }]: { name: string }[] = await dataSource.query('SELECT DATABASE() AS name');
  const grants = rows.flatMap((row) => readGrant(Object.values(row)[0] ?? ''));
  const ours = grants.filter(({ on }) => on === '*' || on === name || on.replaceAll('\\_', '_') === name);
  return {
    privileges: new Set(ours.flatMap(({ rights }) => rights)),
    isAdministrator: grants.some(({ on, rights }) => on === '*' && rights.some((right) => ADMINISTRATION.test(right))),
  };
}

const GRANT = 'GRANT ';
const ON = ' ON ';

/**
 * Parses a line such as `GRANT SELECT, INSERT ON *.* TO …`. Returns an empty list for rights on single tables or
 * columns.
 */
function readGrant(text: string): { on: string; rights: string[] }[] {
  const at = text.indexOf(ON);
  if (!text.startsWith(GRANT) || at < 0) return [];
  const [on = '', table = ''] = text.slice(at + ON.length).split('.');
  if (!table.startsWith('*')) return [];
  const rights = text.slice(GRANT.length, at).split(',');
  return [{ on: on.replaceAll('`', ''), rights: rights.map((right) => right.trim()) }];
}
