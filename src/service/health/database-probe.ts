import type { Writability } from '../../payouts/storage/database/writable.js';

/** Checks that the database answers and accepts writes. If it does not answer, the promise rejects or stays pending. */
export interface DatabaseProbe {
  ping(): Promise<Writability>;
}

export const DATABASE_PROBE = Symbol('DatabaseProbe');
