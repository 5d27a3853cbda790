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

/** Unanswered submissions in a row after which an account is held. */
const MAX_UNKNOWN_IN_A_ROW = 3;

/** What all instances share about sending from one account. */
export interface AccountState {
  /** Submissions in a row that got no answer. */
  readonly unknowns: number;
  readonly hold: Hold | null;
}

export interface Hold {
  readonly reason: HoldReason;
  /** For people: `worker`, or the name of the consumer who paused the account. */
  readonly by: string;
  readonly since: number;
  /** When the next probe is due; null: only a person ends it. */
  readonly until: number | null;
  /** Steps of `HOLD_PLAN` taken. */
  readonly step: number;
  /** Why a person paused the account, in their words. */
  readonly note: string | null;
}

export const OPEN_ACCOUNT: AccountState = { unknowns: 0, hold: null };

/** Only a person ends these. The reason tells, never the name in `by`: a consumer may be called `worker` too. */
const ENDED_BY_A_PERSON: ReadonlySet<HoldReason> = new Set(['paused', 'unexplained_transaction']);

/** True if the worker probes the account by itself. */
export function isProbed({ reason }: Pick<Hold, 'reason'>): boolean {
  return !ENDED_BY_A_PERSON.has(reason);
}

/** Whether the time of the next probe has come. */
export function isProbeDue(hold: Hold, at: number): boolean {
  return isProbed(hold) && hold.until !== null && hold.until <= at;
}

/** One instance probes: the others see the next probe a lease away. */
export function reserveProbe<T extends AccountState>(state: T, hold: Hold, until: number): T {
  return { ...state, hold: { ...hold, until } };
}

interface HoldContext {
  /** Start of the attempt: one that began while the account was held is its probe. */
  readonly startedAt: number;
  readonly holdPlan: readonly number[];
  readonly at: number;
}

/** What the outcome of one submission means for sending from its account. */
export function holdAfter(state: AccountState, outcome: AttemptOutcome, context: HoldContext): AccountState {
  const after = judge(state, outcome, context);
  return outcome.retryAfterMs === null ? after : holdForRetryAfter(after, outcome.retryAfterMs, context.at);
}

/** `Retry-After` says until when, whatever the answer was; it says nothing about the payout. */
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

/** The provider answers: a probe ends the hold, any other answer only ends the row of unanswered ones. */
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
  // A hold of a person stays as it is; an answer from before the hold is no probe and takes no step.
  if (!isProbed(hold) || context.startedAt < hold.since) return state;
  return { ...state, hold: nextProbe({ ...hold, reason }, context) };
}

/** The provider did not pass a probe: wait one step longer. */
export function nextProbe(hold: Hold, { holdPlan, at }: Pick<HoldContext, 'holdPlan' | 'at'>): Hold {
  return { ...hold, until: at + planStep(holdPlan, hold.step), step: hold.step + 1 };
}

/** The provider knows money that our books do not explain: nothing is sent until a person resumes the account. */
export function holdUnexplained(state: AccountState, at: number): AccountState {
  if (state.hold !== null && !isProbed(state.hold)) return state;
  return {
    ...state,
    hold: { reason: 'unexplained_transaction', by: 'worker', since: at, until: null, step: 0, note: null },
  };
}

/** A person stops sending from the account; ends only by `resume`. */
export function pause(state: AccountState, { by, note, at }: { by: string; note: string; at: number }): AccountState {
  return { ...state, hold: { reason: 'paused', by, since: at, until: null, step: 0, note } };
}

/** Changes the state of an account. Pure: several of them are applied one after the other, and written once. */
export type AccountChange = (state: AccountState) => AccountState;

/** What one submission means for its account. */
export function afterOutcome(
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): AccountChange {
  const { startedAt, alarms, holdPlan, at } = context;
  return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));
}

/** Holds the account after an alarm about money that the books do not explain. */
export function afterAlarms(alarms: readonly Alarm[], at: number): AccountChange {
  return (state) => (alarms.some(holdsAccount) ? holdUnexplained(state, at) : state);
}

/** A read that was answered with `Retry-After` also delays what is sent. */
export function afterFailedRead(retryAfterMs: number | null, at: number): AccountChange {
  return (state) => (retryAfterMs === null ? state : holdForRetryAfter(state, retryAfterMs, at));
}
