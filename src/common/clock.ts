/** Two clocks. Wall time is for stored times and for comparisons between instances; monotonic time is for timeouts. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Milliseconds since an arbitrary start. Never goes back. On Linux it stands still while the machine sleeps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
