import { formatAmount, readAmount } from '../../common/money.js';
import type { Observation } from '../../common/payout-connector.js';
import type { Payout, PayoutChanges } from './payout.js';

/**
 * Returns the amount that came back in minor units: the payout minus what was spent. Uses only the usage reported with
 * the return, because an earlier one may have grown. Null if the provider does not report it exactly; then the payout
 * is read again.
 */
export function returnedAmount(payout: Payout, observation: Observation): number | null {
  const used = readAmount(observation.usedAmount, payout.scale);
  if (used === null) return payout.returnedAmount;
  return Math.max(payout.amount - used, 0);
}

/** Returns the spent amount before and after, if it changed. Decimal strings; null if not reported. */
export function usageOf(
  { usedAmount, scale }: Payout,
  changes: PayoutChanges,
): { oldUsage?: string | null; newUsage?: string } {
  if (typeof changes.usedAmount !== 'number') return {};
  const oldUsage = usedAmount === null ? null : formatAmount(usedAmount, scale);
  return { oldUsage, newUsage: formatAmount(changes.usedAmount, scale) };
}
