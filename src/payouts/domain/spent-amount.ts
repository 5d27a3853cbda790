import { formatAmount, readAmount } from '../../common/money.js';
import type { Observation } from '../../common/payout-connector.js';
import type { Payout, PayoutChanges } from './payout.js';

/**
 * Returns the amount that came back, in minor units: the amount of the payout minus the spent amount. It uses only the
 * spent amount reported together with the return, because an earlier one may have grown since. If the provider did not
 * report it exactly, returns the value known so far, which may be null.
 */
export function returnedAmount(payout: Payout, observation: Observation): number | null {
  const used = readAmount(observation.usedAmount, payout.scale);
  if (used === null) return payout.returnedAmount;
  return Math.max(payout.amount - used, 0);
}

/**
 * Returns the amount that the recipient had spent before and after these changes, as decimal strings. `oldUsage` is
 * null if it was unknown. Returns an empty object if the spent amount did not change.
 */
export function usageOf(
  { usedAmount, scale }: Payout,
  changes: PayoutChanges,
): { oldUsage?: string | null; newUsage?: string } {
  if (typeof changes.usedAmount !== 'number') return {};
  const oldUsage = usedAmount === null ? null : formatAmount(usedAmount, scale);
  return { oldUsage, newUsage: formatAmount(changes.usedAmount, scale) };
}
