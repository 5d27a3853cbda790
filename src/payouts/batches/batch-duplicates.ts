import type { Transaction } from '../storage/transaction.js';
import type { OrderedRow } from './batch-orders.js';
import { inSlices } from './slices.js';

/**
 * Warning that a row of a batch probably pays somebody a second time. The batch is refused unless it has
 * `confirmDuplicates`.
 */
export interface DuplicateWarning {
  /** Number of the row, counted from 1. */
  readonly row: number;
  readonly code: 'possible_duplicate';
  /**
   * Number of the earlier row in the same batch with the same recipient and amount. Null if the duplicate is an
   * existing payout.
   */
  readonly otherRow: number | null;
  /** Id of the existing payout. Null if the duplicate is in the same batch. */
  readonly payoutId: string | null;
  readonly message: string;
}

/**
 * Returns a warning for each row with the same recipient (ignoring upper and lower case) and amount as an earlier row
 * or an existing payout. An existing payout counts if the same consumer ordered it at `since` (epoch milliseconds) or
 * later, and if it is not failed or canceled.
 */
export async function likelyDuplicates(
  transaction: Transaction,
  rows: readonly OrderedRow[],
  { consumer, since }: { consumer: string; since: number },
): Promise<DuplicateWarning[]> {
  const orders = rows.flatMap(({ line, order }) => (order ? [{ line, order: order.order }] : []));
  const recipients = new Set(orders.map(({ order }) => order.recipient.toLowerCase()));
  const recent = await transaction.payouts.recentTo([...recipients], { consumer, since });
  const payouts = new Map(recent.map((payout) => [keyOf(payout.recipientKey ?? '', payout), payout.id]));
  const lines = new Map<string, number>();
  const warnings: DuplicateWarning[] = [];
  await inSlices(orders, ({ line, order }) => {
    const key = keyOf(order.recipient.toLowerCase(), order);
    const otherRow = lines.get(key) ?? null;
    const payoutId = otherRow === null ? (payouts.get(key) ?? null) : null;
    if (otherRow === null) lines.set(key, line);
    if (otherRow !== null || payoutId !== null) warnings.push(warning(line, { otherRow, payoutId }));
  });
  return warnings;
}

function warning(row: number, other: Pick<DuplicateWarning, 'otherRow' | 'payoutId'>): DuplicateWarning {
  const what = other.otherRow === null ? `payout ${other.payoutId}, accepted before` : `row ${other.otherRow}`;
  return { row, code: 'possible_duplicate', ...other, message: `has the recipient and the amount of ${what}` };
}

function keyOf(
  recipient: string,
  { amount, scale, currency }: { amount: number; scale: number; currency: string },
): string {
  return `${recipient} ${amount} ${scale} ${currency}`;
}
