/**
 * Source of two times. Wall time is for stored times and for comparisons between instances. Monotonic time measures
 * elapsed time, for timeouts.
 */
export interface Clock {
  /** Returns the wall time in epoch milliseconds. */
  now(): number;
  /**
   * Returns the milliseconds since an arbitrary start. The value never decreases. On Linux it stands still while the
   * machine sleeps.
   */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
