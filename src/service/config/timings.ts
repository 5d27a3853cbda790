import { leaseRule, MAX_CONCURRENCY } from '../../payouts/options-rules.js';
import { DEFAULT_TIMINGS, type PayoutsTimings } from '../../payouts/payouts.options.js';
import type { Environment } from './environment.js';
import { integer, PLAN, POSITIVE_SPAN, RATE, SPAN, TIMER, type VariableRule } from './variable-rules.js';

/** Name and rule of the variable for each timing. */
type TimingRules = {
  readonly [K in keyof PayoutsTimings]: readonly [variable: string, rule: VariableRule<PayoutsTimings[K]>];
};

const TIMINGS: TimingRules = {
  workerInterval: ['WORKER_INTERVAL', TIMER],
  submitTimeout: ['SUBMIT_TIMEOUT', TIMER],
  lease: ['LEASE', TIMER],
  pollPlan: ['POLL_PLAN', PLAN],
  resendWait: ['RESEND_WAIT', SPAN],
  absenceSearch: ['ABSENCE_SEARCH', SPAN],
  reviewAfter: ['REVIEW_AFTER', SPAN],
  resendQuarantine: ['RESEND_QUARANTINE', SPAN],
  watchPaid: ['WATCH_PAID', SPAN],
  watchPlan: ['WATCH_PLAN', PLAN],
  holdPlan: ['HOLD_PLAN', PLAN],
  submitRate: ['SUBMIT_RATE', RATE],
  submitConcurrency: ['SUBMIT_CONCURRENCY', integer(1, MAX_CONCURRENCY)],
  readRate: ['READ_RATE', RATE],
  requestTimeout: ['REQUEST_TIMEOUT', TIMER],
  duplicateWindow: ['DUPLICATE_WINDOW', SPAN],
  approvalExpires: ['APPROVAL_EXPIRES', POSITIVE_SPAN],
  balanceEvery: ['BALANCE_EVERY', TIMER],
  databaseTimeout: ['DATABASE_TIMEOUT', TIMER],
  webhookTimeout: ['WEBHOOK_TIMEOUT', TIMER],
  eventRetention: ['EVENT_RETENTION', SPAN],
};

/**
 * Reads all timings. A timing whose variable is not set has its default. Problems, such as a `LEASE` below twice
 * `SUBMIT_TIMEOUT`, are recorded in `environment`.
 */
export function readTimings(environment: Environment): PayoutsTimings {
  const read = <K extends keyof PayoutsTimings>(key: K): PayoutsTimings[K] =>
    environment.read(TIMINGS[key][0], DEFAULT_TIMINGS[key], TIMINGS[key][1]);
  const keys = Object.keys(TIMINGS) as (keyof PayoutsTimings)[];
  const timings = Object.fromEntries(keys.map((key) => [key, read(key)])) as unknown as PayoutsTimings;
  if (timings.lease < 2 * timings.submitTimeout) {
    environment.problem('LEASE', leaseRule('SUBMIT_TIMEOUT'));
  }
  return timings;
}
