const MIN_MS = 1_000;
const MAX_MS = 3_600_000;
/** Longer than any date or count of seconds. */
const MAX_DATE = 64;

/**
 * Milliseconds from `Retry-After` (seconds or date), clamped to 1 s…1 h; null without one. The date form is measured
 * against the answer's own `Date`, so that no clocks are compared.
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
