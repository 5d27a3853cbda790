/** The database does not answer, or takes no writes for now. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailableError';
  }
}

/** The SQLite file is gone or another one: what this process commits is in no file that anybody will open. */
export class DatabaseLostError extends Error {
  constructor(file: string) {
    super(`${file} was deleted or replaced while it was open`);
    this.name = 'DatabaseLostError';
  }
}

/** A statement got no answer, and its connection was thrown away: at COMMIT nobody knows whether it happened. */
export class SilentDatabaseError extends Error {
  constructor(limitMs: number) {
    super(`the database did not answer within ${limitMs} ms`);
    this.name = 'SilentDatabaseError';
  }
}

/** COMMIT was sent and its answer is lost: the unit may have happened. Nothing is run again; read it back. */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('the outcome of a COMMIT is not known', { cause });
    this.name = 'CommitUnknownError';
  }
}

/** Somebody else changed the row since it was read: run the unit again from the top. */
export class StaleRowError extends Error {
  constructor(id: string) {
    super(`the row ${id} was changed by somebody else`);
    this.name = 'StaleRowError';
  }
}
