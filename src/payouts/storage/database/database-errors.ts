import {
  CommitUnknownError,
  DatabaseLostError,
  DatabaseUnavailableError,
  SilentDatabaseError,
} from './storage.errors.js';

/** Fields of an error from a database driver. TypeORM wraps it and keeps it in `driverError`. */
interface DriverFailure {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly driverError?: DriverFailure;
}

/** Error codes that prove that the transaction was not committed. It may run again. */
const RUN_AGAIN = new Set([
  'ER_CHECKREAD',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

/** Error codes for a value that violates a unique index or a primary key. */
const DUPLICATE = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** Error codes for a database that is not reachable, is shutting down, or refuses writes for now. */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_CON_COUNT_ERROR',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_RECORD_FILE_FULL',
  'ER_DISK_FULL',
  'ER_QUERY_INTERRUPTED',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
]);

/**
 * Error numbers that also mean "unavailable". mysql2 has no names for some of MariaDB's numbers.
 * - no connection for now: 1040, 1041, 1129, 1152, 1184, 1203, 1226
 * - a missing permission or a refused login, which an operator may correct: 1044, 1045, 1142, 1143, 1227, 1820, 1862,
 *   3118, 4151
 * - statement timeout: 1969, 3024; killed connection: 1927; out of memory: 1037, 1038; Galera node not ready: 1047
 */
const UNAVAILABLE_NUMBERS = new Set([
  1037, 1038, 1040, 1041, 1044, 1045, 1047, 1129, 1142, 1143, 1152, 1184, 1203, 1226, 1227, 1820, 1862, 1927, 1969,
  3024, 3118, 4151,
]);

function numberOf(error: unknown): number {
  const failure = (typeof error === 'object' && error !== null ? error : {}) as DriverFailure;
  return Number(failure.driverError?.errno ?? failure.errno ?? 0);
}

function codeOf(error: unknown): string {
  const failure = (typeof error === 'object' && error !== null ? error : {}) as DriverFailure;
  return String(failure.driverError?.code ?? failure.code ?? '');
}

/** Returns true if the error proves that the transaction was not committed. It may then run again. */
export function runsAgain(error: unknown): boolean {
  const code = codeOf(error);
  // 1020 is ER_CHECKREAD of MariaDB. mysql2 has no name for it.
  return RUN_AGAIN.has(code) || numberOf(error) === 1020;
}

/** Returns true if the error is about a value that a unique index already contains. */
export function isDuplicate(error: unknown): boolean {
  return DUPLICATE.has(codeOf(error));
}

/**
 * Error texts of mysql2 for a connection of the pool that was lost between two statements. These errors have no code.
 */
const CLOSED = /closed state|Pool is closed|Connection lost/i;

/** Returns true if the database is unreachable, does not answer, or refuses its work for now. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError || error instanceof CommitUnknownError) return true;
  if (error instanceof SilentDatabaseError || error instanceof DatabaseLostError) return true;
  const code = codeOf(error);
  return (
    UNAVAILABLE_NUMBERS.has(numberOf(error)) ||
    UNAVAILABLE.has(code) ||
    code.startsWith('SQLITE_IOERR') ||
    (error instanceof Error && CLOSED.test(error.message))
  );
}

/** Error codes of a database that answers but refuses writes: full disk, read-only, or a failed write to the file. */
const UNWRITABLE = new Set(['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC']);
/**
 * MySQL and MariaDB error numbers for a refused write: 1290, 1792 and 1836 for read-only, 1114 and 1021 for a full
 * disk.
 */
const UNWRITABLE_NUMBERS = new Set([1290, 1792, 1836, 1114, 1021]);

/** Returns true if the database answered but refused a write: full disk, read-only, or a failed write to the file. */
export function isUnwritable(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: unknown };
  if (error instanceof CommitUnknownError || error instanceof DatabaseUnavailableError) return isUnwritable(cause);
  return UNWRITABLE.has(codeOf(error)) || UNWRITABLE_NUMBERS.has(numberOf(error));
}

/** Returns true if another process has a write lock on the SQLite file. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** Returns true if a statement waited too long for a lock on MySQL or MariaDB. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === 'ER_LOCK_WAIT_TIMEOUT';
}
