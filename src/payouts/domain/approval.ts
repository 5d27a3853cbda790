import type { NewEvent, Payout, PayoutEvent, Rescheduling } from './payout.js';

export type ApprovalDecision = 'approve' | 'reject';

/** An approval that was given for a payout. */
export interface Approval {
  readonly by: string;
  readonly at: number;
}

/** The part of an event that decisions are read from. */
export type DecisionEvent = Pick<PayoutEvent, 'type' | 'data' | 'at' | 'to'>;

/** Returns the approvals in a payout's history, oldest first. */
export function approvalsIn(events: readonly DecisionEvent[]): Approval[] {
  return events.filter(({ type }) => type === 'approved').map(({ data, at }) => ({ by: String(data.by), at }));
}

/** Returns the decision that ended the wait of a payout, or null if none did. */
export function decisionIn(events: readonly DecisionEvent[]): ApprovalDecision | null {
  if (events.some(({ type }) => type === 'rejected')) return 'reject';
  return events.some(({ type, to }) => type === 'approved' && to === 'queued') ? 'approve' : null;
}

/**
 * What a decision does to a payout that waits for approval: `change` it, nothing because the same consumer has decided
 * so `before`, or nothing because this consumer has decided `otherwise`.
 */
export type Outcome =
  | { readonly kind: 'change'; readonly event: NewEvent; readonly schedule: Rescheduling }
  | { readonly kind: 'before' }
  | { readonly kind: 'otherwise' };

/**
 * Decides about a payout that waits for approval. One rejection cancels it. It is sent after as many approvals as it
 * needs, each of another consumer.
 */
export function decideApproval(
  payout: Pick<Payout, 'approvers'>,
  events: readonly DecisionEvent[],
  { decision, by, at }: { readonly decision: ApprovalDecision; readonly by: string; readonly at: number },
): Outcome {
  const given = approvalsIn(events);
  if (given.some((approval) => approval.by === by)) return { kind: decision === 'approve' ? 'before' : 'otherwise' };
  if (decision === 'reject') {
    const event: NewEvent = { type: 'rejected', changes: { status: 'canceled' }, data: { by } };
    return { kind: 'change', event, schedule: { nextAt: null } };
  }
  const data = { by, approvals: given.length + 1, approvers: payout.approvers };
  if (data.approvals < payout.approvers) {
    return { kind: 'change', event: { type: 'approved', changes: {}, data }, schedule: {} };
  }
  const changes = { status: 'queued' as const, queuedAt: at };
  return { kind: 'change', event: { type: 'approved', changes, data }, schedule: { nextAt: at } };
}

/** Cancels a payout that nobody approved in time. */
export function approvalExpired(): NewEvent {
  return { type: 'approval_expired', changes: { status: 'canceled' }, data: {} };
}
