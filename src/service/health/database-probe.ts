import type { Writability } from '../../payouts/storage/database/writable.js';

/** Checks that the database answers and accepts writes. Rejects, or stays pending, if the database does not answer. */
export interface DatabaseProbe {
  ping(): Promise<Writability>;
}

export const DATABASE_PROBE = Symbol('DatabaseProbe');
