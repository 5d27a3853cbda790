import { planStep } from '../../common/durations.js';
import { tellsShortfall } from '../../common/shortfall.js';
import { type AccountChange, type AccountState, type Hold, isEndedByPerson, nextProbe } from './account-hold.js';
import type { AttemptOutcome } from './attempts.js';
import type { Failure, Payout } from './payout.js';

/**
 * Number of consecutive payouts that failed without a reason after which the account is held. Counted only if the
 * provider reports no balance.
 */
const MAX_FAILURES_IN_A_ROW = 5;

/** Settings and facts that decide whether a lack of money stops all sending from an account. */
export interface FundsContext {
  /** The operator's setting of this name. If false, a lack of money does not hold the account. */
  readonly holdOnShortfall: boolean;
  /** True if the provider has an endpoint for the balance. Only then can the worker find out that money has arrived. */
  readonly tellsBalance: boolean;
  readonly holdPlan: readonly number[];
  readonly at: number;
}

/** `FundsContext` and the start of the POST in epoch milliseconds. */
type RefusalContext = FundsContext & { readonly startedAt: number };

/**
 * Returns the change of the account's state after a POST that the provider refused for lack of money. Returns null for
 * any other outcome, or if `holdOnShortfall` is false; the caller then uses `afterOutcome`.
 */
export function afterRefusal(outcome: AttemptOutcome, context: RefusalContext): AccountChange | null {
  if (!context.holdOnShortfall || outcome.kind !== 'refused' || !tellsShortfall(outcome.providerReason)) return null;
  return (state) => {
    const answered = { ...state, unknowns: 0 };
    const { hold } = answered;
    if (hold?.reason !== 'insufficient_funds' || hold.until === null) return short(answered, context);
    // A POST that started before the hold is not its probe, so it does not delay the next probe.
    if (context.startedAt < hold.since) return answered;
    // The balance covered this POST, the probe of the account, but the provider refused it. The next probe comes later.
    return { ...answered, hold: nextProbe(hold, context) };
  };
}

type Before = Pick<Payout, 'status' | 'failure'>;

const unchanged: AccountChange = (state) => state;

/**
 * Returns the change of the account's state after a payout got a new status. If the payout failed for lack of money,
 * nothing more is sent from the account, so that the next payouts do not fail too. If the provider reports no balance,
 * failures without a reason are counted, and five in a row also stop all sending.
 */
export function afterSettling(before: Before, after: Before, context: FundsContext): AccountChange {
  if (!context.holdOnShortfall) return unchanged;
  if (isShort(after) && !isShort(before)) return (state) => short(state, context);
  return context.tellsBalance ? unchanged : afterFailure(before, after, context.at);
}

/**
 * Returns the change of the number of consecutive payouts that failed without a reason. Lack of money may be the
 * reason.
 */
function afterFailure(before: Before, after: Before, at: number): AccountChange {
  if (after.status === 'paid' && before.status !== 'paid') return counted(() => 0);
  if (after.status !== 'failed') return unchanged;
  const explained = !isUnexplained(after.failure);
  if (before.status !== 'failed') return explained ? counted(() => 0) : (state) => failedAgain(state, at);
  // A callback has told the reason of a failure that was counted as one without a reason.
  const wasCounted = explained && isUnexplained(before.failure);
  return wasCounted ? counted((failures) => Math.max(0, failures - 1)) : unchanged;
}

function isShort({ failure }: Before): boolean {
  return failure?.code === 'insufficient_funds';
}

function isUnexplained(failure: Failure | null): boolean {
  return failure?.code === 'failed' && failure.providerReason === null;
}

function counted(count: (failures: number) => number): AccountChange {
  return (state) => {
    const failures = count(state.failures);
    return failures === state.failures ? state : { ...state, failures };
  };
}

/**
 * Returns the state with a hold for lack of money. The hold ends when the balance covers the next payout. If the
 * provider reports no balance, it ends when a person resumes the account.
 */
function short(state: AccountState, { tellsBalance, holdPlan, at }: FundsContext): AccountState {
  const { hold } = state;
  if (hold?.reason === 'insufficient_funds' || (hold !== null && isEndedByPerson(hold))) return state;
  const until = tellsBalance ? at + planStep(holdPlan, 0) : null;
  return { ...state, hold: holdBy('insufficient_funds', at, until) };
}

function failedAgain(state: AccountState, at: number): AccountState {
  const failures = state.failures + 1;
  const { hold } = state;
  if (failures < MAX_FAILURES_IN_A_ROW || (hold !== null && isEndedByPerson(hold))) return { ...state, failures };
  return { ...state, failures, hold: holdBy('repeated_failures', at, null) };
}

function holdBy(reason: Hold['reason'], since: number, until: number | null): Hold {
  return { reason, by: 'worker', since, until, step: until === null ? 0 : 1, note: null };
}
