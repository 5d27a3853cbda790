import { formatAmount, readAmount } from '../../common/money.js';
import type { Observation } from '../../common/payout-connector.js';
import type { Payout, PayoutChanges } from './payout.js';

/**
 * What is spent cannot come back. Only the usage told beside the return counts: what was known before may have grown since.
 * Null when the provider does not say, exactly, how much was spent; then it is read again.
 */
export function returnedAmount(payout: Payout, observation: Observation): number | null {
  const used = readAmount(observation.usedAmount, payout.scale);
  if (used === null) return payout.returnedAmount;
  return Math.max(payout.amount - used, 0);
}

/** What was spent before and is now, when that is what changed: decimal text, null where nobody has told it. */
export function usageOf(
  { usedAmount, scale }: Payout,
  changes: PayoutChanges,
): { oldUsage?: string | null; newUsage?: string } {
  if (typeof changes.usedAmount !== 'number') return {};
  const oldUsage = usedAmount === null ? null : formatAmount(usedAmount, scale);
  return { oldUsage, newUsage: formatAmount(changes.usedAmount, scale) };
}
