import type { NewEvent, Payout, PayoutEvent, Rescheduling } from './payout.js';
import { clearAnyReview } from './reviews.js';

export type ApprovalDecision = 'approve' | 'reject';

/** One approval of a payout by a consumer. */
export interface Approval {
  /** Name of the consumer (API client) who approved. */
  readonly by: string;
  /** Time of the approval in epoch milliseconds. */
  readonly at: number;
}

/** Event of a payout, reduced to the fields that show an approval or a rejection. */
export type DecisionEvent = Pick<PayoutEvent, 'type' | 'data' | 'at' | 'to'>;

/** Returns the approvals in a payout's history, oldest first. */
export function approvalsIn(events: readonly DecisionEvent[]): Approval[] {
  return events.filter(({ type }) => type === 'approved').map(({ data, at }) => ({ by: String(data.by), at }));
}

/**
 * Returns the decision that ended the payout's wait for approval. Returns null if the payout still waits, or if the
 * wait ended without a decision, for example because it expired.
 */
export function decisionIn(events: readonly DecisionEvent[]): ApprovalDecision | null {
  if (events.some(({ type }) => type === 'rejected')) return 'reject';
  return events.some(({ type, to }) => type === 'approved' && to === 'queued') ? 'approve' : null;
}

/**
 * Result of a consumer's decision about a payout that waits for approval.
 * - `change`: the decision counts, and these events record it.
 * - `before`: the consumer has already approved and approves again, so nothing changes.
 * - `otherwise`: the consumer has already approved and now rejects, which is a conflict.
 */
export type Outcome =
  | { readonly kind: 'change'; readonly events: readonly NewEvent[]; readonly schedule: Rescheduling }
  | { readonly kind: 'before' }
  | { readonly kind: 'otherwise' };

/**
 * Returns the result of one consumer's decision about a payout that waits for approval. One rejection cancels the
 * payout and ends its review. The payout is queued once enough different consumers have approved it.
 */
export function decideApproval(
  payout: Pick<Payout, 'approvers' | 'review'>,
  events: readonly DecisionEvent[],
  { decision, by, at }: { readonly decision: ApprovalDecision; readonly by: string; readonly at: number },
): Outcome {
  const given = approvalsIn(events);
  if (given.some((approval) => approval.by === by)) return { kind: decision === 'approve' ? 'before' : 'otherwise' };
  if (decision === 'reject') {
    const rejected: NewEvent = { type: 'rejected', changes: { status: 'canceled' }, data: { by } };
    return { kind: 'change', events: [rejected, ...clearAnyReview(payout)], schedule: { nextAt: null } };
  }
  const data = { by, approvals: given.length + 1, approvers: payout.approvers };
  if (data.approvals < payout.approvers) {
    return { kind: 'change', events: [{ type: 'approved', changes: {}, data }], schedule: {} };
  }
  const changes = { status: 'queued' as const, queuedAt: at };
  return { kind: 'change', events: [{ type: 'approved', changes, data }], schedule: { nextAt: at } };
}

/** Returns the event that cancels a payout which did not get its approvals within `approvalExpires`. */
export function approvalExpired(): NewEvent {
  return { type: 'approval_expired', changes: { status: 'canceled' }, data: {} };
}
