/** Minimum time in milliseconds for which a result is kept, so that several scrapers cause no more queries than one. */
const KEPT_MS = 5_000;
/**
 * Time for which a result is kept, as a multiple of the time that its read took. After a read of 1 s the result is kept
 * for 50 s, so reads use at most 2 % of the time.
 */
const SHARE = 50;

export type Kept<T> = () => Promise<T>;

/**
 * Returns a function that calls `read` and keeps its result, also an error, for at least 5 s. Calls during a read wait
 * for its result. `now` returns milliseconds that never go back.
 */
export function kept<T>(read: () => Promise<T>, now: () => number = () => performance.now()): Kept<T> {
  let last: Promise<T> | null = null;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    if (last !== null && now() < until) return last;
    const begun = now();
    // Until this read has ended, all callers wait for it.
    until = Number.POSITIVE_INFINITY;
    last = read().finally(() => {
      until = begun + Math.max(KEPT_MS, SHARE * (now() - begun));
    });
    return last;
  };
}
