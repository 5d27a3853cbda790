import type { Observation, ProviderFact, SubmitOutcome } from '../../common/payout-connector.js';
import type { Cancellation, CancellationStatus, NewEvent, Payout, PayoutChanges } from './payout.js';

/**
 * Returns the new status of a cancellation that we requested, after a report of the provider. A `failed` cancellation
 * may still become `done`, as JumiaPay documents.
 */
function statusAfter(status: CancellationStatus, { fact, returnReason }: Observation): CancellationStatus {
  if (fact === 'returned') {
    if (returnReason === 'canceled') return 'done';
    return status === 'requested' || status === 'processing' ? 'refused' : status;
  }
  return status === 'done' ? 'done' : (afterWord(status)[fact] ?? status);
}

/**
 * Returns the new status of a cancellation for each reported fact. A fact that is not in the result changes nothing.
 */
function afterWord(status: CancellationStatus): Partial<Record<ProviderFact, CancellationStatus>> {
  return {
    cancelling: 'processing',
    cancellation_failed: 'failed',
    // The provider cancels only delivered credits, so our request for this one can no longer be sent.
    expiration_failed: status === 'requested' ? 'refused' : status,
  };
}

/**
 * Returns the change of the payout's `cancellation` after a report of the provider. Returns an empty object if nothing
 * changes, or if we did not request the cancellation (somebody may request one on the provider's website).
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

/** Returns what the provider last reported: the fact of the latest `observed` event. Returns null if there is none. */
export function lastFact(events: readonly Pick<NewEvent, 'type' | 'data'>[]): unknown {
  return events.findLast(({ type }) => type === 'observed')?.data.fact ?? null;
}

/** Returns true if our cancel POST is still to be sent, or its result is not known yet. */
export function isCancellationOpen({ cancellation }: Pick<Payout, 'cancellation'>): boolean {
  return cancellation?.status === 'requested' || cancellation?.status === 'processing';
}

/**
 * Returns the event that records a consumer's request to take back the money of a paid payout. The worker sends the
 * POST after a read that reports the payout as paid.
 */
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

/**
 * Returns the event to store before the first byte of a cancel POST is sent. After a crash it shows that the POST may
 * have been executed. `post` is the id of the POST.
 */
export function cancelStarted(cancellation: Cancellation, post: string, at: number): NewEvent {
  const started = { ...cancellation, unanswered: cancellation.unanswered + 1, post, updatedAt: at };
  return updated(started, { posts: started.unanswered });
}

/**
 * Returns the event with the outcome of one cancel POST. A 400 counts as a refusal only if no earlier cancel POST may
 * have been executed. Otherwise the 400 may mean that the credit is already being cancelled. Nor does it count if a read
 * has meanwhile found that the provider cancels or has cancelled the credit.
 */
export function cancelEnded(cancellation: Cancellation, outcome: SubmitOutcome, at: number): NewEvent {
  const data = { outcome: outcome.kind, reason: outcome.reason, httpStatus: outcome.httpStatus };
  const ended = { ...cancellation, post: null, updatedAt: at };
  // The status does not change here. After `accepted`, the provider's report sets it.
  if (outcome.kind === 'unknown' || outcome.kind === 'accepted') return updated(ended, data);
  const unanswered = Math.max(0, cancellation.unanswered - 1);
  if (outcome.kind !== 'refused') return updated({ ...ended, unanswered }, data);
  if (unanswered > 0 || cancellation.status !== 'requested') return updated(ended, data);
  const reason = outcome.providerReason ?? 'The provider refused to cancel the credit.';
  return updated({ ...ended, unanswered, status: 'refused', reason }, data);
}
