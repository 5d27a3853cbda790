const MIN_MS = 1_000;
const MAX_MS = 3_600_000;
/** Longest value that is read: longer than any date or number of seconds. */
const MAX_DATE = 64;

/**
 * Returns the milliseconds of `Retry-After` (seconds or a date), limited to 1 s…1 h. Null without one. A date is
 * compared with the answer's own `Date` header, so that our clock does not matter.
 */
export function retryAfterMs(headers: Readonly<Record<string, unknown>>): number | null {
  const value = String(headers['retry-after'] ?? '')
    .slice(0, MAX_DATE)
    .trim();
  if (value === '') return null;
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : Date.parse(value) - Date.parse(String(headers.date ?? new Date().toUTCString()).slice(0, MAX_DATE));
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, MIN_MS), MAX_MS);
}
