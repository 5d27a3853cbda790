import type { DataSource } from 'typeorm';
import { systemClock } from '../../../common/clock.js';
import { StorageClock } from './storage-clock.js';

/** A database setting with which a crash or a power failure can lose a committed transaction. */
export interface UnsafeSetting {
  readonly name: string;
  readonly value: string;
  /** Instruction for the operator, for example which setting to change. */
  readonly remedy: string;
}

/**
 * Returns the settings of this database that can lose a committed transaction in a crash or power failure. Empty if
 * none can.
 * @throws if the database is unavailable
 */
export function unsafeSettings(dataSource: DataSource): Promise<UnsafeSetting[]> {
  return dataSource.options.type === 'better-sqlite3' ? unsafePragmas(dataSource) : unsafeVariables(dataSource);
}

/**
 * Returns how many milliseconds the clock of the database is ahead of the clock of this process, negative if it is
 * behind. Returns 0 on SQLite, which has no clock of its own.
 * @throws if the database is unavailable
 */
export async function clockOffset(dataSource: DataSource): Promise<number> {
  const clock = new StorageClock(dataSource, systemClock);
  await clock.check();
  return Math.round(clock.now() - systemClock.now());
}

/** Number that `PRAGMA synchronous` returns for FULL. */
const SYNCHRONOUS_FULL = 2;

async function unsafePragmas(dataSource: DataSource): Promise<UnsafeSetting[]> {
  const [{ synchronous } = { synchronous: 0 }]: { synchronous: number }[] =
    await dataSource.query('PRAGMA synchronous');
  const [{ journal_mode: mode } = { journal_mode: '' }]: { journal_mode: string }[] =
    await dataSource.query('PRAGMA journal_mode');
  const found: UnsafeSetting[] = [];
  if (synchronous < SYNCHRONOUS_FULL) {
    const remedy = 'open the database with PRAGMA synchronous = FULL';
    found.push({ name: 'synchronous', value: String(synchronous), remedy });
  }
  if (mode !== 'wal') {
    found.push({ name: 'journal_mode', value: mode, remedy: 'put the file on a local disk, where SQLite can use WAL' });
  }
  return found;
}

async function unsafeVariables(dataSource: DataSource): Promise<UnsafeSetting[]> {
  const rows: { flush: unknown; sync: unknown; log: unknown }[] = await dataSource.query(
    'SELECT @@GLOBAL.innodb_flush_log_at_trx_commit AS flush, @@GLOBAL.sync_binlog AS sync, @@GLOBAL.log_bin AS log',
  );
  const { flush, sync, log } = rows[0] ?? { flush: null, sync: null, log: null };
  const found: UnsafeSetting[] = [];
  if (!keepsCommits(Number(flush))) {
    const name = 'innodb_flush_log_at_trx_commit';
    found.push({ name, value: String(flush), remedy: `SET GLOBAL ${name} = 1, and in the server's configuration` });
  }
  // Without a binary log, `sync_binlog` has no effect.
  if (Number(log) === 1 && Number(sync) !== 1) {
    const remedy = "SET GLOBAL sync_binlog = 1, and in the server's configuration";
    found.push({ name: 'sync_binlog', value: String(sync), remedy });
  }
  return found;
}

/**
 * Returns true if this value of `innodb_flush_log_at_trx_commit` writes each COMMIT to disk: 1, or 3 on MariaDB, which
 * flushes once more.
 */
function keepsCommits(flush: number): boolean {
  return flush === 1 || flush === 3;
}
