import { planStep } from '../../common/durations.js';
import { type Alarm, holdsAccount } from './alarms.js';
import type { AttemptOutcome } from './attempts.js';

export type HoldReason =
  | 'unknown_outcomes'
  | 'unreachable'
  | 'throttled'
  | 'account_fault'
  | 'unexplained_transaction'
  | 'insufficient_funds'
  | 'repeated_failures'
  | 'paused';

/** The number of consecutive POSTs without an answer that stops sending from an account. */
const MAX_UNKNOWN_IN_A_ROW = 3;

/** Tells whether payouts may be sent from one account. All instances share it through the database. */
export interface AccountState {
  /** Number of consecutive POSTs without an answer. A provider's answer about a payout resets it to 0. */
  readonly unknowns: number;
  /** Payouts in a row that failed without a reason, at a provider that does not tell its balance. */
  readonly failures: number;
  readonly hold: Hold | null;
}

/** Stops all sending from an account. It ends after a successful probe, or when a person resumes the account. */
export interface Hold {
  readonly reason: HoldReason;
  /** Originator of the hold: `worker`, or the name of the consumer who paused the account. For display only. */
  readonly by: string;
  readonly since: number;
  /**
   * Time of the next probe, a single POST that tests the account, in epoch milliseconds. Null if only a person can end
   * the hold.
   */
  readonly until: number | null;
  /** Number of `HOLD_PLAN` waits already used. It selects the wait before the next probe. */
  readonly step: number;
  /** The text that a person entered when pausing the account. Null for holds set by the worker. */
  readonly note: string | null;
}

export const OPEN_ACCOUNT: AccountState = { unknowns: 0, failures: 0, hold: null };

/**
 * Holds that only a person can end. The reason decides this and not `by`, because a consumer may also be named
 * `worker`.
 */
const ENDED_BY_A_PERSON: ReadonlySet<HoldReason> = new Set(['paused', 'unexplained_transaction', 'repeated_failures']);

/** Returns true if the worker may end the hold itself, after a successful probe. */
export function isProbed(hold: Pick<Hold, 'reason' | 'until'>): boolean {
  return !isEndedByPerson(hold);
}

/**
 * Returns true if only a person can end the hold. A hold for lack of funds is such a one if the provider reports no
 * balance.
 */
export function isEndedByPerson({ reason, until }: Pick<Hold, 'reason' | 'until'>): boolean {
  return ENDED_BY_A_PERSON.has(reason) || (reason === 'insufficient_funds' && until === null);
}

/** Returns true if the worker should send the next probe now. */
export function isProbeDue(hold: Hold, at: number): boolean {
  return isProbed(hold) && hold.until !== null && hold.until <= at;
}

/** Moves the next probe to `until`. Other instances then do not send a probe at the same time. */
export function reserveProbe<T extends AccountState>(state: T, hold: Hold, until: number): T {
  return { ...state, hold: { ...hold, until } };
}

interface HoldContext {
  /** Start of the POST in epoch milliseconds. A POST that started during the hold is a probe. */
  readonly startedAt: number;
  readonly holdPlan: readonly number[];
  readonly at: number;
}

/** Returns the account's state after one POST. The outcome can start, prolong or end a hold. */
export function holdAfter(state: AccountState, outcome: AttemptOutcome, context: HoldContext): AccountState {
  const after = judge(state, outcome, context);
  return outcome.retryAfterMs === null ? after : holdForRetryAfter(after, outcome.retryAfterMs, context.at);
}

/**
 * Stops sending from the account for the duration of a `Retry-After` header. A hold set by a person stays unchanged.
 */
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
 * Resets the count of unanswered POSTs, because the provider answered. Also ends the hold if this POST was its probe.
 */
function answered({ hold, failures }: AccountState, { startedAt }: HoldContext): AccountState {
  const ends = hold !== null && isProbed(hold) && startedAt >= hold.since;
  return { unknowns: 0, failures, hold: ends ? null : hold };
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
  // A hold set by a person stays. A POST that started before the hold is no probe, so it does not delay the next
  // one.
  if (!isProbed(hold) || context.startedAt < hold.since) return state;
  return { ...state, hold: nextProbe({ ...hold, reason }, context) };
}

/** Schedules the next probe after a failed one, using the next wait of `HOLD_PLAN`. */
export function nextProbe(hold: Hold, { holdPlan, at }: Pick<HoldContext, 'holdPlan' | 'at'>): Hold {
  return { ...hold, until: at + planStep(holdPlan, hold.step), step: hold.step + 1 };
}

/**
 * Stops sending because the provider has a transaction that our records do not explain. Only a person can end this
 * hold.
 */
export function holdUnexplained(state: AccountState, at: number): AccountState {
  if (state.hold !== null && !isProbed(state.hold)) return state;
  return {
    ...state,
    hold: { reason: 'unexplained_transaction', by: 'worker', since: at, until: null, step: 0, note: null },
  };
}

/** Stops sending from the account until a person calls `resume`. */
export function pause(state: AccountState, { by, note, at }: { by: string; note: string; at: number }): AccountState {
  return { ...state, hold: { reason: 'paused', by, since: at, until: null, step: 0, note } };
}

/** Computes a new account state from the current one. A pure function, so that several changes need only one UPDATE. */
export type AccountChange = (state: AccountState) => AccountState;

/** Returns the account change for the outcome of one POST and for the alarms that it raised. */
export function afterOutcome(
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): AccountChange {
  const { startedAt, alarms, holdPlan, at } = context;
  return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));
}

/** Returns the change that makes both changes, one after the other. */
export function both(first: AccountChange, second: AccountChange): AccountChange {
  return (state) => second(first(state));
}

/** Returns a change that stops sending if one of the alarms holds the account. Other alarms change nothing. */
export function afterAlarms(alarms: readonly Alarm[], at: number): AccountChange {
  return (state) => (alarms.some(holdsAccount) ? holdUnexplained(state, at) : state);
}

/** Returns the account change for a failed read. A `Retry-After` header of the read also delays sending. */
export function afterFailedRead(retryAfterMs: number | null, at: number): AccountChange {
  return (state) => (retryAfterMs === null ? state : holdForRetryAfter(state, retryAfterMs, at));
}
