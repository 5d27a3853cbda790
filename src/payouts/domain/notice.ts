import type { Payout, PayoutStatus, ReviewReason } from './payout.js';

/** One change of a payout, as whoever listens is told of it. No personal data. */
export interface PayoutUpdated {
  /** The same one however often it is told. */
  readonly id: string;
  readonly type: 'payout.updated';
  /** RFC 3339, UTC. */
  readonly timestamp: string;
  readonly data: {
    readonly id: string;
    readonly object: 'payout';
    /** Grows with every change: what comes with a lower one than you know is old. */
    readonly version: number;
    readonly status: PayoutStatus;
    readonly previousStatus: PayoutStatus | null;
    readonly review: { readonly reason: ReviewReason; readonly since: string } | null;
    readonly reference: string | null;
    readonly batchId: string | null;
  };
}

export function payoutUpdated(id: string, payout: Payout, before: PayoutStatus | null): PayoutUpdated {
  const { version, status, review, reference, batchId } = payout;
  return {
    id,
    type: 'payout.updated',
    timestamp: new Date(payout.updatedAt).toISOString(),
    data: {
      id: payout.id,
      object: 'payout',
      version,
      status,
      previousStatus: before,
      review: review && { reason: review.reason, since: new Date(review.since).toISOString() },
      reference,
      batchId,
    },
  };
}
