import { formatAmount } from '../../common/money.js';
import { PAYOUT_STATUSES } from '../domain/payout.js';
import { timeOrNull, timeText } from '../payout-view.js';
import type { BatchRow, BatchTotals } from '../storage/entities/batch.entity.js';
import type { RowErrorView } from './batch-refusals.js';
import type { BatchDto } from './dto/batch.dto.js';

/** Converts a batch to its form in API responses. The counts contain every status, even one with 0 payouts. */
export function toBatchDto(batch: BatchRow, totals: BatchTotals, errors: readonly RowErrorView[]): BatchDto {
  const rejected = batch.total - batch.accepted;
  return {
    id: batch.id,
    object: 'batch',
    mode: batch.mode,
    counts: { total: batch.total, accepted: batch.accepted, rejected, ...countsOf(totals) },
    sums: sumsOf(totals),
    errors: [...errors],
    encoding: batch.encoding,
    createdAt: timeText(batch.createdAt),
    completedAt: timeOrNull(batch.completedAt),
  };
}

function countsOf({ counts }: BatchTotals): Record<string, number> {
  return Object.fromEntries(PAYOUT_STATUSES.map((status) => [status, counts[status] ?? 0]));
}

/**
 * Returns the sums by currency and status, and the `total` of each currency, as decimal strings with all decimals of
 * the currency. A status without payouts has the sum 0.
 */
export function sumsOf({ sums }: BatchTotals): Record<string, Record<string, string>> {
  const entries = Object.entries(sums).map(([currency, { scale, byStatus }]) => {
    const total = Object.values(byStatus).reduce((sum, one) => sum + one, 0);
    const each = PAYOUT_STATUSES.map((status) => [status, formatAmount(byStatus[status] ?? 0, scale)]);
    return [currency, { total: formatAmount(total, scale), ...Object.fromEntries(each) }];
  });
  return Object.fromEntries(entries) as Record<string, Record<string, string>>;
}
