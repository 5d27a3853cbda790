import type { Observation, ProviderFact, SubmitOutcome } from '../../common/payout-connector.js';
import type { Cancellation, CancellationStatus, NewEvent, Payout, PayoutChanges } from './payout.js';

/** Where the provider's word leads a cancellation that we asked for; `failed → done` is documented to follow. */
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
    // Nothing is asked any more: only what is delivered can be cancelled.
    expiration_failed: status === 'requested' ? 'refused' : status,
  };
}

/**
 * The record of our request to take a credit back. Its failure never changes the payout, and a cancellation in the
 * provider's own pages has no record.
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

/** What the provider's last word meant; null when it has said none. */
export function lastFact(events: readonly Pick<NewEvent, 'type' | 'data'>[]): unknown {
  return events.findLast(({ type }) => type === 'observed')?.data.fact ?? null;
}

/** Whether the provider still has to be asked, or to answer. */
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

/** Committed before the first byte of a cancel POST: after a crash it may have been carried out. */
export function cancelStarted(cancellation: Cancellation, post: string, at: number): NewEvent {
  const started = { ...cancellation, unanswered: cancellation.unanswered + 1, post, updatedAt: at };
  return updated(started, { posts: started.unanswered });
}

/**
 * What the outcome of one cancel POST means. A 400 refuses the cancellation only when no earlier POST
 * may have been carried out: else it may just say that the credit is being cancelled already.
 */
export function cancelEnded(cancellation: Cancellation, outcome: SubmitOutcome, at: number): NewEvent {
  const data = { outcome: outcome.kind, reason: outcome.reason, httpStatus: outcome.httpStatus };
  const ended = { ...cancellation, post: null, updatedAt: at };
  // What an accepted one leads to is the observation's to say.
  if (outcome.kind === 'unknown' || outcome.kind === 'accepted') return updated(ended, data);
  const unanswered = Math.max(0, cancellation.unanswered - 1);
  if (outcome.kind !== 'refused') return updated({ ...ended, unanswered }, data);
  if (unanswered > 0) return updated(ended, data);
  const reason = outcome.providerReason ?? 'The provider refused to cancel the credit.';
  return updated({ ...ended, unanswered, status: 'refused', reason }, data);
}
