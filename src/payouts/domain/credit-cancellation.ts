import type { Observation, ProviderFact, SubmitOutcome } from '../../common/payout-connector.js';
import type { Cancellation, CancellationStatus, NewEvent, Payout, PayoutChanges } from './payout.js';

/**
 * Returns the status of our cancellation after an observation. JumiaPay documents that `failed` may be followed by
 * `done`.
 */
function statusAfter(status: CancellationStatus, { fact, returnReason }: Observation): CancellationStatus {
  if (fact === 'returned') {
    if (returnReason === 'canceled') return 'done';
    return status === 'requested' || status === 'processing' ? 'refused' : status;
  }
  return status === 'done' ? 'done' : (afterWord(status)[fact] ?? status);
}

function afterWord(status: CancellationStatus): Partial<Record<ProviderFact, CancellationStatus>> {
  return {
    cancelling: 'processing',
    cancellation_failed: 'failed',
    // Only a delivered credit can be cancelled, so our request can no longer be sent.
    expiration_failed: status === 'requested' ? 'refused' : status,
  };
}

/**
 * Updates the record of our request to take a credit back. A failed cancellation does not change the payout's status. A
 * cancellation made in the provider's own web pages has no record.
 */
export function cancellationAfter(payout: Payout, observation: Observation, at: number): PayoutChanges {
  const before = payout.cancellation;
  if (before === null) return {};
  const status = statusAfter(before.status, observation);
  if (status === before.status) return {};
  const reason = status === 'refused' ? 'The credit expired before it was cancelled.' : before.reason;
  const after: Cancellation = { ...before, status, updatedAt: at, reason };
  return { cancellation: after };
}

/** Returns the meaning of the provider's last status word, or null if there is none. */
export function lastFact(events: readonly Pick<NewEvent, 'type' | 'data'>[]): unknown {
  return events.findLast(({ type }) => type === 'observed')?.data.fact ?? null;
}

/** True if the cancel request must still be sent or answered. */
export function isCancellationOpen({ cancellation }: Pick<Payout, 'cancellation'>): boolean {
  return cancellation?.status === 'requested' || cancellation?.status === 'processing';
}

export function requestCancellation(by: string, at: number): NewEvent {
  const cancellation: Cancellation = {
    status: 'requested',
    requestedAt: at,
    updatedAt: at,
    reason: null,
    unanswered: 0,
    post: null,
  };
  return { type: 'cancellation_requested', changes: { cancellation }, data: { by } };
}

function updated(cancellation: Cancellation, data: Readonly<Record<string, unknown>>): NewEvent {
  return { type: 'cancellation_updated', changes: { cancellation }, data };
}

/** Records a cancel POST before its first byte is sent: after a crash it may have been executed. */
export function cancelStarted(cancellation: Cancellation, post: string, at: number): NewEvent {
  const started = { ...cancellation, unanswered: cancellation.unanswered + 1, post, updatedAt: at };
  return updated(started, { posts: started.unanswered });
}

/**
 * Records the outcome of one cancel POST. A 400 refuses the cancellation only if no earlier POST may have been
 * executed. Otherwise it may only mean that the credit is already being cancelled.
 */
export function cancelEnded(cancellation: Cancellation, outcome: SubmitOutcome, at: number): NewEvent {
  const data = { outcome: outcome.kind, reason: outcome.reason, httpStatus: outcome.httpStatus };
  const ended = { ...cancellation, post: null, updatedAt: at };
  // An accepted POST is followed by an observation, which sets the status.
  if (outcome.kind === 'unknown' || outcome.kind === 'accepted') return updated(ended, data);
  const unanswered = Math.max(0, cancellation.unanswered - 1);
  if (outcome.kind !== 'refused') return updated({ ...ended, unanswered }, data);
  if (unanswered > 0) return updated(ended, data);
  const reason = outcome.providerReason ?? 'The provider refused to cancel the credit.';
  return updated({ ...ended, unanswered, status: 'refused', reason }, data);
}
