const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `45s`, `15m`, `250ms`; null when it is no duration. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** Milliseconds of `30s,1m,2m`; null when one of them is no duration or is zero. */
export function parsePlan(text: string): number[] | null {
  const steps = text.split(',').map(parseDuration);
  return steps.every((step) => step !== null && step > 0) ? (steps as number[]) : null;
}

/** The nth step (from 0) of a plan; the last one repeats. */
export function planStep(plan: readonly number[], step: number): number {
  return plan[Math.min(Math.max(step, 0), plan.length - 1)] ?? 0;
}
