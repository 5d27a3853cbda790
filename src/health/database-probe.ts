/** Whether the database answers; rejects, or takes its time, when it does not. */
export interface DatabaseProbe {
  ping(): Promise<void>;
}

export const DATABASE_PROBE = Symbol('DatabaseProbe');
