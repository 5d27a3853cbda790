import type { Observation, SubmitOutcome } from '../../common/payout-connector.js';
import type { Alarm } from './alarms.js';
import { applyEvents } from './fold.js';
import { observe } from './observe.js';
import type { EventType, NewEvent, Payout, PayoutChanges } from './payout.js';
import { isAllowed } from './transitions.js';

/**
 * What is proven about one started POST.
 * - `open`: it may be executed, now or later.
 * - `rejected`: the provider answered that it did not take it. No refusal is believed unasked: a gateway may have answered
 *   for the provider, or an earlier POST have been forgotten by a database that was restored. One complete search must
 *   agree; what it finds outranks the refusal.
 */
export type Proof = 'open' | 'executed' | 'rejected' | 'not_executed';

/** One started POST of a payout. */
export interface Attempt {
  readonly id: string;
  readonly payoutId: string;
  readonly number: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Null while no answer is recorded. */
  readonly outcome: AttemptOutcome['kind'] | null;
  readonly proof: Proof;
  /** The provider refused our id once more after an open attempt: no further POST, only reads. */
  readonly blocksResend: boolean;
  readonly reason: string | null;
  /** Why the provider refused it, in its own words; null otherwise. */
  readonly providerReason: string | null;
  readonly httpStatus: number | null;
}

/** What ended an attempt: the connector's outcome, or our own guard before the first byte. */
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
  /** Every attempt of the payout, the settled one included. */
  readonly attempts: readonly Attempt[];
  readonly attempt: Attempt;
  readonly at: number;
}

/** Only when every attempt ever started is conclusively not executed may a payout be sent again, refused or canceled. */
export function noneExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return attempts.every(({ proof }) => proof === 'not_executed');
}

export function mayBeExecuted(attempts: readonly Pick<Attempt, 'proof'>[]): boolean {
  return !noneExecuted(attempts);
}

/** What one answer proves, it proves about its own attempt; the payout follows from all of them. */
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
      // Of the others no byte has left us.
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
  const { events, alarms } = observe(payout, observation, { at, mayBeExecuted: true });
  const after = applyEvents(payout, events);
  // An unknown word or a differing echo says nothing about the outcome: it has to be looked up.
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
  // A late answer of an attempt that is no longer the last one: evidence, but nothing to decide while another is open.
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

/** The lease of a started attempt ran out and nobody recorded an answer: it may have been executed. */
export function loseLease(at: number): { ending: AttemptEnding; event: NewEvent } {
  const reason = 'the sending process ended before it recorded an answer';
  return {
    ending: {
      outcome: 'unknown',
      proof: 'open',
      blocksResend: false,
      reason,
      providerReason: null,
      httpStatus: null,
      endedAt: at,
    },
    event: { type: 'submission_unknown', changes: { status: 'unconfirmed' }, data: { reason } },
  };
}
