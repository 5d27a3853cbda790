import type { Observation, SubmitOutcome } from '../../common/payout-connector.js';
import type { Alarm } from './alarms.js';
import { isAllowed } from './allowed-decisions.js';
import { observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import type { EventType, NewEvent, Payout, PayoutChanges } from './payout.js';

/**
 * States what is proven about one POST.
 * - `open`: the provider may have executed it, or may still do so.
 * - `executed`: the provider accepted it.
 * - `rejected`: the provider answered that it did not take it. One complete search must confirm this before it
 *   counts. The answer may come from a gateway, or an earlier POST may be missing in a restored database.
 * - `not_executed`: the provider cannot have executed it.
 */
export type Proof = 'open' | 'executed' | 'rejected' | 'not_executed';

/** One POST of a payout to the provider. Its row is committed before the first byte is sent. */
export interface Attempt {
  readonly id: string;
  readonly payoutId: string;
  readonly number: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The kind of outcome. Null until it is recorded. */
  readonly outcome: AttemptOutcome['kind'] | null;
  readonly proof: Proof;
  /**
   * True if the payout must not be sent again: the provider refused its id while an earlier POST may have been
   * executed.
   */
  readonly blocksResend: boolean;
  readonly reason: string | null;
  /** The provider's text for a refusal. Null for any other outcome. */
  readonly providerReason: string | null;
  readonly httpStatus: number | null;
}

/** The outcome of one attempt: from the connector, or from our last check before the first byte. */
export type AttemptOutcome = SubmitOutcome | GuardRefusal;

export interface GuardRefusal {
  readonly kind: 'not_sent';
  readonly cause: 'guard';
  readonly reason: string;
  readonly httpStatus: null;
  readonly retryAfterMs: null;
}

export type AttemptEnding = Pick<
  Attempt,
  'outcome' | 'proof' | 'blocksResend' | 'reason' | 'providerReason' | 'httpStatus' | 'endedAt'
>;

export interface Settlement {
  readonly ending: AttemptEnding;
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

export interface SettleContext {
  /** All attempts of the payout, including `attempt`. */
  readonly attempts: readonly Attempt[];
  readonly attempt: Attempt;
  readonly at: number;
}

/**
 * Returns true if every attempt is proven not executed. Only then may a payout be sent again, fail as refused or be
 * canceled.
 */
export function noneExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return attempts.every(({ proof }) => proof === 'not_executed');
}

export function mayBeExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return !noneExecuted(attempts);
}

/**
 * Records the outcome of one attempt and derives the payout's new status from all its attempts. An answer proves
 * something only about its own attempt.
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
  return { ending, events: [endedEvent(payout, outcome, attempts, context.attempt)], alarms: [] };
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
  // The reply has an unknown status word or differs from our order. Only a read can tell the status.
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
  // This answer came late, while another attempt is open. It is recorded and changes nothing.
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

/** Returns the ending of an attempt without a recorded answer. It may have been executed. */
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

/** Ends the attempts under way of a payout that a read has found. An answer that still comes is recorded after all. */
export function endingsByFinding(
  attempts: readonly Attempt[],
  at: number,
): { readonly attempt: Attempt; readonly ending: AttemptEnding }[] {
  const ending = unanswered('the payout was found at the provider before an answer was recorded', at);
  return attempts.filter(({ endedAt }) => endedAt === null).map((attempt) => ({ attempt, ending }));
}

/** Ends an attempt whose lease ran out before an answer was recorded. It may have been executed. */
export function loseLease(at: number): { ending: AttemptEnding; event: NewEvent } {
  const reason = 'the sending process ended before it recorded an answer';
  return {
    ending: unanswered(reason, at),
    event: { type: 'submission_unknown', changes: { status: 'unconfirmed' }, data: { reason } },
  };
}
