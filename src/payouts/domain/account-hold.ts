import { planStep } from '../../common/durations.js';
import { type Alarm, holdsAccount } from './alarms.js';
import type { AttemptOutcome } from './attempts.js';

export type HoldReason =
  | 'unknown_outcomes'
  | 'unreachable'
  | 'throttled'
  | 'account_fault'
  | 'unexplained_transaction'
  | 'paused';

/** Unanswered POSTs in a row after which an account is held. */
const MAX_UNKNOWN_IN_A_ROW = 3;

/** State of sending from one account, shared by all instances. */
export interface AccountState {
  /** POSTs in a row that got no answer. */
  readonly unknowns: number;
  readonly hold: Hold | null;
}

export interface Hold {
  readonly reason: HoldReason;
  /** For display only: `worker`, or the name of the consumer who paused the account. */
  readonly by: string;
  readonly since: number;
  /** Time of the next probe. Null if only a person can end the hold. */
  readonly until: number | null;
  /** Number of steps of `HOLD_PLAN` taken so far. */
  readonly step: number;
  /** The reason that a person gave for pausing the account. Null for other holds. */
  readonly note: string | null;
}

export const OPEN_ACCOUNT: AccountState = { unknowns: 0, hold: null };

/**
 * Reasons that only a person can end. Decided by the reason and not by `by`, because a consumer may also be named
 * `worker`.
 */
const ENDED_BY_A_PERSON: ReadonlySet<HoldReason> = new Set(['paused', 'unexplained_transaction']);

/** True if the worker probes the account by itself. */
export function isProbed({ reason }: Pick<Hold, 'reason'>): boolean {
  return !ENDED_BY_A_PERSON.has(reason);
}

/** True if the time of the next probe has come. */
export function isProbeDue(hold: Hold, at: number): boolean {
  return isProbed(hold) && hold.until !== null && hold.until <= at;
}

/** Postpones the next probe until `until`, so that only one instance probes. */
export function reserveProbe<T extends AccountState>(state: T, hold: Hold, until: number): T {
  return { ...state, hold: { ...hold, until } };
}

interface HoldContext {
  /** Start of the attempt, epoch milliseconds. An attempt that began during the hold is its probe. */
  readonly startedAt: number;
  readonly holdPlan: readonly number[];
  readonly at: number;
}

/** Returns the state of the account after the outcome of one POST. */
export function holdAfter(state: AccountState, outcome: AttemptOutcome, context: HoldContext): AccountState {
  const after = judge(state, outcome, context);
  return outcome.retryAfterMs === null ? after : holdForRetryAfter(after, outcome.retryAfterMs, context.at);
}

/** Holds the account for the time of a `Retry-After` header. The header says nothing about the payout itself. */
export function holdForRetryAfter(state: AccountState, retryAfterMs: number, at: number): AccountState {
  const hold = state.hold ?? {
    reason: 'throttled' as const,
    by: 'worker',
    since: at,
    until: null,
    step: 0,
    note: null,
  };
  if (!isProbed(hold)) return state;
  return { ...state, hold: { ...hold, until: Math.max(hold.until ?? 0, at + retryAfterMs) } };
}

function judge(state: AccountState, outcome: AttemptOutcome, context: HoldContext): AccountState {
  switch (outcome.kind) {
    case 'accepted':
    case 'refused':
      return answered(state, context);
    case 'account_fault':
      return held(state, 'account_fault', context);
    case 'not_sent':
      if (outcome.cause === 'guard') return state;
      return outcome.cause === 'throttled'
        ? held(state, 'throttled', context)
        : unanswered(state, 'unreachable', context);
    case 'unknown':
      return outcome.duplicate ? answered(state, context) : unanswered(state, 'unknown_outcomes', context);
  }
}

/**
 * Records that the provider answered. This resets the count of unanswered POSTs; if the attempt was a probe, it also
 * ends the hold.
 */
function answered({ hold }: AccountState, { startedAt }: HoldContext): AccountState {
  const ends = hold !== null && isProbed(hold) && startedAt >= hold.since;
  return { unknowns: 0, hold: ends ? null : hold };
}

function unanswered(state: AccountState, reason: HoldReason, context: HoldContext): AccountState {
  const unknowns = state.unknowns + 1;
  if (state.hold === null && unknowns < MAX_UNKNOWN_IN_A_ROW) return { ...state, unknowns };
  return { ...held(state, reason, context), unknowns };
}

function held(state: AccountState, reason: HoldReason, context: HoldContext): AccountState {
  const { hold } = state;
  if (hold === null) {
    const until = context.at + planStep(context.holdPlan, 0);
    return { ...state, hold: { reason, by: 'worker', since: context.at, until, step: 1, note: null } };
  }
  // Leaves a hold set by a person. An attempt that began before the hold is no probe and takes no step.
  if (!isProbed(hold) || context.startedAt < hold.since) return state;
  return { ...state, hold: nextProbe({ ...hold, reason }, context) };
}

/** Plans the next probe one step later, after a failed one. */
export function nextProbe(hold: Hold, { holdPlan, at }: Pick<HoldContext, 'holdPlan' | 'at'>): Hold {
  return { ...hold, until: at + planStep(holdPlan, hold.step), step: hold.step + 1 };
}

/**
 * Holds the account because the provider has a transaction that our records do not explain. Only a person can resume
 * it.
 */
export function holdUnexplained(state: AccountState, at: number): AccountState {
  if (state.hold !== null && !isProbed(state.hold)) return state;
  return {
    ...state,
    hold: { reason: 'unexplained_transaction', by: 'worker', since: at, until: null, step: 0, note: null },
  };
}

/** Pauses the account. Only `resume` ends it. */
export function pause(state: AccountState, { by, note, at }: { by: string; note: string; at: number }): AccountState {
  return { ...state, hold: { reason: 'paused', by, since: at, until: null, step: 0, note } };
}

/** A change of an account's state. It is pure, so that several can be applied one after the other and written once. */
export type AccountChange = (state: AccountState) => AccountState;

/** Returns the change of the account after one POST. */
export function afterOutcome(
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): AccountChange {
  const { startedAt, alarms, holdPlan, at } = context;
  return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));
}

/** Returns the change that holds the account after an alarm about unexplained money. */
export function afterAlarms(alarms: readonly Alarm[], at: number): AccountChange {
  return (state) => (alarms.some(holdsAccount) ? holdUnexplained(state, at) : state);
}

/** Returns the change after a failed read. A `Retry-After` header also delays sending. */
export function afterFailedRead(retryAfterMs: number | null, at: number): AccountChange {
  return (state) => (retryAfterMs === null ? state : holdForRetryAfter(state, retryAfterMs, at));
}
