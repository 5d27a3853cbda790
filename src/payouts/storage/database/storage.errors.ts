/**
 * Thrown if the database is unreachable or refuses writes. Nothing was written, so the caller may try again later.
 * `cause` is the original error.
 */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailableError';
  }
}

/**
 * Thrown if the SQLite file was deleted or replaced while it was open. Everything that this process has committed since
 * is lost. Every further statement fails too, until the process is restarted.
 */
export class DatabaseLostError extends Error {
  constructor(file: string) {
    super(`${file} was deleted or replaced while it was open`);
    this.name = 'DatabaseLostError';
  }
}

/**
 * Thrown if a statement got no response in time. Its connection is closed. If it was a COMMIT, its outcome is unknown.
 */
export class SilentDatabaseError extends Error {
  constructor(limitMs: number) {
    super(`the database did not answer within ${limitMs} ms`);
    this.name = 'SilentDatabaseError';
  }
}

/**
 * Thrown if the response to a COMMIT was lost. The changes may be stored. The caller must read them back and must not
 * repeat the unit of work.
 */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('the outcome of a COMMIT is not known', { cause });
    this.name = 'CommitUnknownError';
  }
}

/**
 * Thrown if another transaction changed a row since it was read. The unit of work must run again from the start.
 * `UnitOfWork.run` does this, up to eight times in total.
 */
export class StaleRowError extends Error {
  constructor(id: string) {
    super(`the row ${id} was changed by somebody else`);
    this.name = 'StaleRowError';
  }
}
