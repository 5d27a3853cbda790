import type { Parameters } from 'fast-check';

/**
 * Every property here runs with a new seed each time. To replay a failure, take the seed that it prints:
 * `SEED=-1234567 npx jest test/model` (what is generated hangs on the seed alone, and nothing here reads the real time).
 * `MODEL_RUNS=20` runs everything twenty times as often; the time allowed grows with it.
 */
const FACTOR = Math.max(1, Number(process.env.MODEL_RUNS ?? 1));
const BASE_MS = 60_000;
const SHRINKING_MS = 30_000;

/** Ends in time to print what was found so far: a test that Jest ends prints neither seed nor counterexample. */
export const TIMEOUT_MS = BASE_MS * FACTOR + SHRINKING_MS;

export function runs(numRuns: number): Parameters<unknown> {
  const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
  return { ...seed, numRuns: numRuns * FACTOR, interruptAfterTimeLimit: BASE_MS * FACTOR };
}
