const MIN_MS = 1_000;
const MAX_MS = 3_600_000;
/** The most characters of a `Retry-After` header that is parsed. Any date or number of seconds is shorter. */
const MAX_DATE = 64;

/**
 * Converts `Retry-After` (seconds or a date) to milliseconds, limited to 1 s…1 h. Returns null without the header. A
 * date is compared with the `Date` header of the same response, so that an error of our clock does not matter.
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
