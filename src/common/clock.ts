/** Wall time for what is stored and compared between instances, monotonic time for budgets. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back, but stands still while a Linux machine sleeps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
