import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DATABASES, ONE_DATABASE } from '../support/databases.js';
import type { Verdict } from './oracle.js';

/** The parts of the proof, in the order of their rows. */
export type Part =
  | 'kill points'
  | 'I/O boundaries'
  | 'provider faults'
  | 'callback faults'
  | 'database faults'
  | 'process faults'
  | 'random runs'
  | 'webhooks';

/** One run of one part, as the table reporter reads it. */
interface Run extends Verdict {
  readonly part: Part;
  readonly runs: number;
  readonly seconds: number;
}

/** Whether only a sample is asked for. */
export const SHORT = process.env.PROOF === 'short';

/** A sample of what differs little between databases: the one with other processes in it, where it is there. */
export const SAMPLED_DATABASES = SHORT ? ONE_DATABASE : DATABASES;

/** Where the runs of all test processes come together. */
const RUNS_FILE = process.env.PROOF_RUNS ?? '';

/** Counts what was judged at once for the table, one run or several. `startedAt`: `performance.now()` when it began. */
export function count(part: Part, verdict: Verdict, startedAt: number, runs = 1): void {
  if (RUNS_FILE === '') return;
  const run: Run = { part, runs, ...verdict, seconds: (performance.now() - startedAt) / 1_000 };
  mkdirSync(dirname(RUNS_FILE), { recursive: true });
  appendFileSync(RUNS_FILE, `${JSON.stringify(run)}\n`);
}
