import type { Observation, SubmitOutcome } from '../../common/payout-connector.js';
import { type Alarm, alarmEvent } from './alarms.js';
import { isAllowed } from './allowed-decisions.js';
import { observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import type { EventType, NewEvent, Payout, PayoutChanges } from './payout.js';
import { openReview } from './reviews.js';

/**
 * Proof of what the provider did with one attempt (one POST of a payout).
 * - `open`: the provider may have executed the attempt, or may still execute it.
 * - `executed`: the provider accepted it.
 * - `rejected`: the provider answered that it did not accept it. This is no proof before a complete search has not
 *   found the payout: the answer may come from a gateway, or our database may be an old copy that lacks an earlier
 *   POST.
 * - `not_executed`: the provider cannot have executed it.
 */
export type Proof = 'open' | 'executed' | 'rejected' | 'not_executed';

/** One POST of a payout to the provider. Its row is committed before the first byte is sent. */
export interface Attempt {
  readonly id: string;
  readonly payoutId: string;
  /** Number of the attempt within its payout, counted from 1. */
  readonly number: number;
  /** Time at which the attempt was claimed for sending, in epoch milliseconds. */
  readonly startedAt: number;
  /** Time at which the outcome was recorded, in epoch milliseconds. Null while the attempt is under way. */
  readonly endedAt: number | null;
  /** Kind of the outcome. Null while the attempt is under way. */
  readonly outcome: AttemptOutcome['kind'] | null;
  readonly proof: Proof;
  /**
   * True if the payout must not be sent again: the provider answered that it already has this id, or refused the payout
   * while an earlier POST may have been executed.
   */
  readonly blocksResend: boolean;
  /** Short text about the outcome for people, such as `HTTP 400`. Null while the attempt is under way. */
  readonly reason: string | null;
  /** The provider's text for a refusal. Null for any other outcome. */
  readonly providerReason: string | null;
  /** Status code of the response. Null if there was none. */
  readonly httpStatus: number | null;
}

/** Outcome of one attempt. The connector reports it, or our own last check before the first byte is sent. */
export type AttemptOutcome = SubmitOutcome | GuardRefusal;

/**
 * Outcome of an attempt that our last check stopped before the first byte was sent. It proves that the attempt was not
 * executed.
 */
export interface GuardRefusal {
  readonly kind: 'not_sent';
  readonly cause: 'guard';
  readonly reason: string;
  readonly httpStatus: null;
  /** Wait in milliseconds that the provider asked for when a read before the POST failed. Null if it asked for none. */
  readonly retryAfterMs: number | null;
}

/** Fields of an attempt that are set when it ends. */
export type AttemptEnding = Pick<
  Attempt,
  'outcome' | 'proof' | 'blocksResend' | 'reason' | 'providerReason' | 'httpStatus' | 'endedAt'
>;

/**
 * Changes to store after an attempt has ended: those of the attempt (`ending`) and those of its payout (`events`). The
 * events include one for each alarm. Some alarms also stop all sending from the account (see `holdsAccount`).
 */
export interface Settlement {
  readonly ending: AttemptEnding;
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

export interface SettleContext {
  /** All attempts of the payout, including `attempt`. */
  readonly attempts: readonly Attempt[];
  /** The attempt that has ended. */
  readonly attempt: Attempt;
  /** Time at which the outcome is recorded, in epoch milliseconds. */
  readonly at: number;
}

/**
 * Returns true if every attempt is proven not executed, or if there is none. Only then may a payout go back to
 * `queued`, fail as refused or be canceled.
 */
export function noneExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return attempts.every(({ proof }) => proof === 'not_executed');
}

/** Returns true if the provider may have executed at least one of the attempts. */
export function mayBeExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return !noneExecuted(attempts);
}

/**
 * Returns what to store after one attempt ended: its outcome, and the payout's new status, which depends on all its
 * attempts. An answer proves something only about its own attempt.
 */
export function settle(payout: Payout, outcome: AttemptOutcome, context: SettleContext): Settlement {
  const others = context.attempts.filter(({ id }) => id !== context.attempt.id);
  const refusedAgain = outcome.kind === 'refused' && !noneExecuted(others);
  const ending: AttemptEnding = {
    outcome: outcome.kind,
    proof: refusedAgain ? 'open' : proofOf(outcome),
    blocksResend: refusedAgain || (outcome.kind === 'unknown' && outcome.duplicate),
    reason: outcome.reason,
    providerReason: outcome.kind === 'refused' ? outcome.providerReason : null,
    httpStatus: outcome.httpStatus,
    endedAt: context.at,
  };
  const attempts = [...others, { ...context.attempt, ...ending }];
  if (outcome.kind === 'accepted') return { ending, ...accepted(payout, outcome.observation, attempts, context.at) };
  const ended = endedEvent(payout, outcome, attempts, context.attempt);
  const { events, alarms } = unexplained(applyEvents(payout, [ended]), attempts, context.at);
  return { ending, events: [ended, ...events], alarms };
}

/**
 * Returns the alarm for a payout that a read has found at the provider while a POST was being prepared, if no attempt
 * can have been executed. The read itself could not raise it, because the attempt had not ended then. Returns empty
 * lists if there is nothing to raise.
 */
function unexplained(payout: Payout, attempts: readonly Attempt[], at: number): Pick<Settlement, 'events' | 'alarms'> {
  const isFound = payout.providerStatus !== null && payout.resolution === null;
  if (!isFound || mayBeExecuted(attempts)) return { events: [], alarms: [] };
  // The report had an undocumented word, so the payout is queued again. It must not be sent after the hold either.
  const parked = payout.status === 'queued' && payout.review === null ? [openReview('conflict', at)] : [];
  return { events: [...parked, alarmEvent('unexplained_transaction')], alarms: ['unexplained_transaction'] };
}

function proofOf(outcome: AttemptOutcome): Proof {
  switch (outcome.kind) {
    case 'accepted':
      return 'executed';
    case 'refused':
    case 'account_fault':
      return 'rejected';
    case 'not_sent':
      // Every other cause means that no byte of the request was sent.
      return outcome.cause === 'throttled' ? 'rejected' : 'not_executed';
    case 'unknown':
      return 'open';
  }
}

function accepted(
  payout: Payout,
  observation: Observation,
  attempts: readonly Attempt[],
  at: number,
): Pick<Settlement, 'events' | 'alarms'> {
  const { events, alarms } = observe(payout, observation, { at, mayBeExecuted: true, answersPost: true });
  const after = applyEvents(payout, events);
  // The reply has an undocumented status word or differs from our order. Only a read can tell the status.
  const unclear = after.status === 'submitting' && !isUnderWay(attempts);
  const changes: PayoutChanges = unclear ? { status: 'unconfirmed' } : {};
  const { providerStatus } = observation;
  return { events: [{ type: 'submission_accepted', changes, data: { providerStatus } }, ...events], alarms };
}

const ENDED: Record<Exclude<AttemptOutcome['kind'], 'accepted'>, EventType> = {
  refused: 'submission_refused',
  not_sent: 'submission_not_sent',
  account_fault: 'submission_not_sent',
  unknown: 'submission_unknown',
};

function endedEvent(
  payout: Payout,
  outcome: Exclude<AttemptOutcome, { kind: 'accepted' }>,
  attempts: readonly Attempt[],
  attempt: Attempt,
): NewEvent {
  const data = { attempt: attempt.number, reason: outcome.reason, httpStatus: outcome.httpStatus };
  const type = ENDED[outcome.kind];
  // The answer came late: a read, for example, has already set the status. It is recorded and changes nothing.
  if (!isAllowed('doubt', payout.status)) return { type: 'late_answer', changes: {}, data };
  return { type, changes: afterEnding(attempts), data };
}

function afterEnding(attempts: readonly Attempt[]): PayoutChanges {
  if (isUnderWay(attempts)) return {};
  return { status: noneExecuted(attempts) ? 'queued' : 'unconfirmed' };
}

function isUnderWay(attempts: readonly Attempt[]): boolean {
  return attempts.some(({ endedAt }) => endedAt === null);
}

/** Returns the ending of an attempt whose answer was not recorded. The attempt may have been executed. */
function unanswered(reason: string, endedAt: number): AttemptEnding {
  return {
    outcome: 'unknown',
    proof: 'open',
    blocksResend: false,
    reason,
    providerReason: null,
    httpStatus: null,
    endedAt,
  };
}

/**
 * Returns an ending with the outcome `unknown` for each attempt that is still under way. The caller stores the endings
 * after a read has found the payout. If the answer to such an attempt arrives later, it replaces the stored ending.
 */
export function endingsByFinding(
  attempts: readonly Attempt[],
  at: number,
): { readonly attempt: Attempt; readonly ending: AttemptEnding }[] {
  const ending = unanswered('the payout was found at the provider before an answer was recorded', at);
  return attempts.filter(({ endedAt }) => endedAt === null).map((attempt) => ({ attempt, ending }));
}

/**
 * Returns the ending and the event for an attempt whose lease (the worker's time-limited right to send the payout) ran
 * out before an answer was recorded. The attempt may have been executed. The event makes the payout `unconfirmed`, so
 * that it is looked up at the provider.
 */
export function loseLease(at: number): { ending: AttemptEnding; event: NewEvent } {
  const reason = 'the sending process ended before it recorded an answer';
  return {
    ending: unanswered(reason, at),
    event: { type: 'submission_unknown', changes: { status: 'unconfirmed' }, data: { reason } },
  };
}
