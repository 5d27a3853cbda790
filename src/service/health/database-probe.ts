import type { Writability } from '../../payouts/storage/database/writable.js';

/** Whether the database answers and takes writes; rejects, or takes its time, when it does not answer. */
export interface DatabaseProbe {
  ping(): Promise<Writability>;
}

export const DATABASE_PROBE = Symbol('DatabaseProbe');
