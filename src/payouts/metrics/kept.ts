/** Milliseconds for which a reading is kept, so that several scrapers do not multiply the statements. */
const KEPT_MS = 5_000;
/** Share of the time that reading may take: a reading that took 1 s is kept for 50 s. */
const SHARE = 50;

export type Kept<T> = () => Promise<T>;

/** Returns `read` with its result kept for some seconds. Callers that come meanwhile share one reading. */
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
