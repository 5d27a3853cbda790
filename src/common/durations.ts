const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Converts a duration such as `45s`, `15m` or `250ms` to milliseconds. A duration is a whole number and a unit (`ms`,
 * `s`, `m`, `h` or `d`). Returns null for any other text.
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/**
 * Converts a plan (a comma-separated list of waits between retries) such as `30s,1m,2m` to milliseconds. Returns null
 * if a wait is zero or not a duration.
 */
export function parsePlan(text: string): number[] | null {
  const steps = text.split(',').map(parseDuration);
  return steps.every((step) => step !== null && step > 0) ? (steps as number[]) : null;
}

/**
 * Returns the wait at position `step` of a plan, in milliseconds. Positions count from 0. Every position after the last
 * one has the last wait. An empty plan gives 0.
 */
export function planStep(plan: readonly number[], step: number): number {
  return plan[Math.min(Math.max(step, 0), plan.length - 1)] ?? 0;
}
