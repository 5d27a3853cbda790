/** Thrown if the database does not answer or refuses writes for now. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailableError';
  }
}

/** Thrown if the SQLite file was deleted or replaced. Whatever this process commits is lost. */
export class DatabaseLostError extends Error {
  constructor(file: string) {
    super(`${file} was deleted or replaced while it was open`);
    this.name = 'DatabaseLostError';
  }
}

/** Thrown if a statement got no answer in time; its connection is closed. At COMMIT the outcome is unknown. */
export class SilentDatabaseError extends Error {
  constructor(limitMs: number) {
    super(`the database did not answer within ${limitMs} ms`);
    this.name = 'SilentDatabaseError';
  }
}

/**
 * Thrown if the answer to a COMMIT is lost: the unit of work may have happened. Do not run it again; read the data
 * back.
 */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('the outcome of a COMMIT is not known', { cause });
    this.name = 'CommitUnknownError';
  }
}

/** Thrown if a row was changed since it was read. The unit of work must run again from the start. */
export class StaleRowError extends Error {
  constructor(id: string) {
    super(`the row ${id} was changed by somebody else`);
    this.name = 'StaleRowError';
  }
}
