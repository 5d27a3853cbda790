import type { Writability } from '../../payouts/storage/database/writable.js';

/** Check of the database for the readiness probe. */
export interface DatabaseProbe {
  /**
   * Returns whether the database accepts writes. If the database does not answer, the promise rejects or stays pending.
   */
  ping(): Promise<Writability>;
}

/** Injection token of the `DatabaseProbe`. */
export const DATABASE_PROBE = Symbol('DatabaseProbe');
