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
    ...same
  } = row;
  const review =
    reviewReason === null ? null : { reason: reviewReason, since: reviewSince ?? 0, message: reviewMessage ?? '' };
  return { ...same, review, schedule: { nextAt, pollStep, resendAt, lastReadAt, readFailedAt, readFailure, absences } };
}

/** Converts changes to columns. A review has its own columns, because payout lists filter by its reason. */
export function toColumns({ review, ...changes }: PayoutChanges, schedule: Rescheduling): Partial<PayoutRow> {
  const columns: Partial<PayoutRow> = { ...changes, ...schedule };
  if (review === undefined) return columns;
  return {
    ...columns,
    reviewReason: review?.reason ?? null,
    reviewSince: review?.since ?? null,
    reviewMessage: review?.message ?? null,
  };
}
