const MIN_MS = 1_000;
const MAX_MS = 3_600_000;
/** Maximum number of characters of a `Retry-After` header that are parsed. Any date or number of seconds is shorter. */
const MAX_DATE = 64;

/**
 * Converts the `Retry-After` header (seconds or a date) to milliseconds, limited to 1 s…1 h. Returns null if the header
 * is missing or unreadable. A date is compared with the `Date` header of the same response, so that an error of our
 * clock does not matter.
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
