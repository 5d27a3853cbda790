import { planStep } from '../../common/durations.js';
import { type Alarm, holdsAccount } from './alarms.js';
import type { AttemptOutcome } from './attempts.js';

/**
 * Reason of a hold, which stops all sending from an account.
 * - `unknown_outcomes`: several POSTs in a row got no answer.
 * - `unreachable`: no connection to the provider could be made.
 * - `throttled`: the provider asked for fewer requests, by a 429 or a `Retry-After` header.
 * - `account_fault`: the provider refused our credentials or did not know our address.
 * - `unexplained_transaction`: the provider has a transaction that our records do not explain.
 * - `insufficient_funds`: a payout was refused or failed for lack of money.
 * - `repeated_failures`: several payouts in a row failed without a reason, at a provider that reports no balance.
 * - `paused`: a person paused the account.
 */
export type HoldReason =
  | 'unknown_outcomes'
  | 'unreachable'
  | 'throttled'
  | 'account_fault'
  | 'unexplained_transaction'
  | 'insufficient_funds'
  | 'repeated_failures'
  | 'paused';

/** Number of consecutive POSTs without an answer after which sending from an account stops. */
const MAX_UNKNOWN_IN_A_ROW = 3;

/** State that decides whether payouts may be sent from an account. All instances share it through the database. */
export interface AccountState {
  /** Number of consecutive POSTs without an answer. An answer of the provider about a payout resets it to 0. */
  readonly unknowns: number;
  /**
   * Number of consecutive payouts that failed without a reason. Counted only if the provider reports no balance. A paid
   * payout, or a failure with a reason other than lack of money, resets it to 0.
   */
  readonly failures: number;
  /** The hold that stops sending from the account. Null if payouts may be sent. */
  readonly hold: Hold | null;
}

/**
 * Stop of all sending from an account. It ends after a successful probe (one POST that tests whether the account works
 * again), or when a person resumes the account. A `throttled` hold also ends when its time is over and no payout waits.
 */
export interface Hold {
  readonly reason: HoldReason;
  /**
   * Originator of the hold: `worker`, or the name of the consumer (API client) who paused the account. For display
   * only.
   */
  readonly by: string;
  /** Start of the hold in epoch milliseconds. */
  readonly since: number;
  /** Time of the next probe in epoch milliseconds. Null if only a person can end the hold. */
  readonly until: number | null;
  /**
   * Number of waits that this hold has used up. It is the index of the next wait in `HOLD_PLAN`, the configured list of
   * waits between probes.
   */
  readonly step: number;
  /** Text that a person entered when pausing the account. Null for holds set by the worker. */
  readonly note: string | null;
}

/** State of an account without a hold and without counted failures. New accounts start with it. */
export const OPEN_ACCOUNT: AccountState = { unknowns: 0, failures: 0, hold: null };

/**
 * Reasons of holds that only a person can end. The field `by` cannot tell this, because a consumer may also be named
 * `worker`.
 */
const ENDED_BY_A_PERSON: ReadonlySet<HoldReason> = new Set(['paused', 'unexplained_transaction', 'repeated_failures']);

/** Returns true if the worker may end the hold itself, after a successful probe. */
export function isProbed(hold: Pick<Hold, 'reason' | 'until'>): boolean {
  return !isEndedByPerson(hold);
}

/**
 * Returns true if only a person can end the hold. This includes a hold for lack of funds if the provider reports no
 * balance, because the worker then cannot find out that money has arrived.
 */
export function isEndedByPerson({ reason, until }: Pick<Hold, 'reason' | 'until'>): boolean {
  return ENDED_BY_A_PERSON.has(reason) || (reason === 'insufficient_funds' && until === null);
}

/**
 * Returns true if the next probe may be sent at the time `at` (epoch milliseconds). Always false for a hold that only a
 * person can end.
 */
export function isProbeDue(hold: Hold, at: number): boolean {
  return isProbed(hold) && hold.until !== null && hold.until <= at;
}

/**
 * Returns the state with the next probe moved to `until` (epoch milliseconds), so that no other instance sends a probe
 * at the same time.
 */
export function reserveProbe<T extends AccountState>(state: T, hold: Hold, until: number): T {
  return { ...state, hold: { ...hold, until } };
}

interface HoldContext {
  /** Start of the POST in epoch milliseconds. A POST that started during the hold is its probe. */
  readonly startedAt: number;
  /** Waits between probes in milliseconds (`HOLD_PLAN`). The last wait repeats. */
  readonly holdPlan: readonly number[];
  /** Time at which the outcome is recorded, in epoch milliseconds. */
  readonly at: number;
}

/**
 * Returns the account's state after one POST. The outcome can start, prolong or end a hold (a stop of all sending). A
 * 429, a refusal of our credentials or address, or a `Retry-After` header starts a hold at once. Missing answers start
 * one only at the third in a row.
 */
export function holdAfter(state: AccountState, outcome: AttemptOutcome, context: HoldContext): AccountState {
  const after = judge(state, outcome, context);
  return outcome.retryAfterMs === null ? after : holdForRetryAfter(after, outcome.retryAfterMs, context.at);
}

/**
 * Returns the state after a response with a `Retry-After` header. If the account is not held, a hold starts, and
 * nothing is sent for `retryAfterMs`. If it is held already, its next probe is delayed. A hold that only a person can
 * end stays unchanged.
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
  // A hold that only a person can end stays. A POST that started before the hold is not its probe, so it does not delay
  // the next probe.
  if (!isProbed(hold) || context.startedAt < hold.since) return state;
  return { ...state, hold: nextProbe({ ...hold, reason }, context) };
}

/** Returns the hold after a failed probe. The next wait of `HOLD_PLAN` sets the time of the next probe. */
export function nextProbe(hold: Hold, { holdPlan, at }: Pick<HoldContext, 'holdPlan' | 'at'>): Hold {
  return { ...hold, until: at + planStep(holdPlan, hold.step), step: hold.step + 1 };
}

/**
 * Returns the state with the hold `unexplained_transaction`: the provider has a transaction that our records do not
 * explain. Only a person can end this hold. If there is already a hold that only a person can end, it stays. Any other
 * hold is replaced.
 */
export function holdUnexplained(state: AccountState, at: number): AccountState {
  if (state.hold !== null && !isProbed(state.hold)) return state;
  return {
    ...state,
    hold: { reason: 'unexplained_transaction', by: 'worker', since: at, until: null, step: 0, note: null },
  };
}

/**
 * Returns the state after a person paused the account. Nothing is sent until a person calls `resume`. The pause
 * replaces any other hold.
 */
export function pause(state: AccountState, { by, note, at }: { by: string; note: string; at: number }): AccountState {
  return { ...state, hold: { reason: 'paused', by, since: at, until: null, step: 0, note } };
}

/**
 * Function that returns the new state of an account, given its current state. It must be pure: several changes are
 * applied one after the other and written by one UPDATE.
 */
export type AccountChange = (state: AccountState) => AccountState;

/**
 * Returns a function that applies the outcome of one POST, and the alarms that the POST raised, to the account's state.
 */
export function afterOutcome(
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): AccountChange {
  const { startedAt, alarms, holdPlan, at } = context;
  return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));
}

/** Returns a function that applies `first` to an account's state, and `second` to the result. */
export function both(first: AccountChange, second: AccountChange): AccountChange {
  return (state) => second(first(state));
}

/**
 * Returns a function that stops all sending from the account until a person resumes it, if at least one of the alarms
 * requires this. If none does, the function returns the state unchanged.
 */
export function afterAlarms(alarms: readonly Alarm[], at: number): AccountChange {
  return (state) => (alarms.some(holdsAccount) ? holdUnexplained(state, at) : state);
}

/**
 * Returns a function that changes the account's state after a failed read. If the response had a `Retry-After` header,
 * no payout is sent for `retryAfterMs` either. If it had none (null), the state stays the same.
 */
export function afterFailedRead(retryAfterMs: number | null, at: number): AccountChange {
  return (state) => (retryAfterMs === null ? state : holdForRetryAfter(state, retryAfterMs, at));
}
