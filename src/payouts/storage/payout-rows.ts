import { isCancellationOpen } from '../domain/credit-cancellation.js';
import type { Payout, PayoutChanges, Rescheduling, Schedule } from '../domain/payout.js';
import type { PayoutRow } from './entities/payout.entity.js';

/** A payout from the database, with the fields that only storage and the worker use. */
export interface StoredPayout extends Payout {
  readonly schedule: Schedule;
  readonly leaseToken: string | null;
  readonly requestHash: string;
  /** Number of the payout's events, which is the sequence number of the last one. */
  readonly eventCount: number;
}

export function toPayout(row: PayoutRow): StoredPayout {
  const {
    reviewReason,
    reviewSince,
    reviewMessage,
    nextAt,
    pollStep,
    resendAt,
    lastReadAt,
    readFailedAt,
    readFailure,
    absences,
    idempotencyHash: _key,
    referenceHash: _reference,
    recipientKey: _recipient,
    leaseUntil: _lease,
    cancelling: _cancelling,
    ...same
  } = row;
  const review =
    reviewReason === null ? null : { reason: reviewReason, since: reviewSince ?? 0, message: reviewMessage ?? '' };
  return { ...same, review, schedule: { nextAt, pollStep, resendAt, lastReadAt, readFailedAt, readFailure, absences } };
}

/**
 * Returns the columns of a change. A review has its own columns, because lists filter by it, and so has an open
 * cancellation, because it is read before what is only watched.
 */
export function toColumns({ review, ...changes }: PayoutChanges, schedule: Rescheduling): Partial<PayoutRow> {
  const columns: Partial<PayoutRow> = { ...changes, ...schedule };
  if (changes.cancellation !== undefined) {
    columns.cancelling = isCancellationOpen({ cancellation: changes.cancellation }) ? 1 : null;
  }
  if (review === undefined) return columns;
  return {
    ...columns,
    reviewReason: review?.reason ?? null,
    reviewSince: review?.since ?? null,
    reviewMessage: review?.message ?? null,
  };
}
