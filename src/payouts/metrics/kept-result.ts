/** Minimum milliseconds for which a result is kept, so that several scrapers do not multiply the statements. */
const KEPT_MS = 5_000;
/**
 * Factor of the time that a read took. A result whose read took 1 s is kept for 50 s, so reading uses at most 2 % of
 * the time.
 */
const SHARE = 50;

export type Kept<T> = () => Promise<T>;

/** Returns a function that calls `read` and keeps its result for some seconds. Calls during a read share that read. */
export function kept<T>(read: () => Promise<T>, now: () => number = () => performance.now()): Kept<T> {
  let last: Promise<T> | null = null;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    if (last !== null && now() < until) return last;
    const begun = now();
    // Until it has ended, everybody waits for this one.
    until = Number.POSITIVE_INFINITY;
    last = read().finally(() => {
      until = begun + Math.max(KEPT_MS, SHARE * (now() - begun));
    });
    return last;
  };
}
