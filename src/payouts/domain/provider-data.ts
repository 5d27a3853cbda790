import type { Observation, ProviderData } from '../../common/payout-connector.js';
import type { Payout, PayoutChanges } from './payout.js';

/**
 * Returns the provider's data about a payout after a report. A value that is missing in the report keeps its earlier
 * value. Returns null if the provider never reported any.
 */
export function providerDataAfter({ providerData }: Payout, { providerData: told }: Observation): ProviderData | null {
  if (told === undefined) return providerData;
  const { batchId = null, createdAt = null, updatedAt = null } = providerData ?? {};
  const after = {
    batchId: told.batchId ?? batchId,
    createdAt: told.createdAt ?? createdAt,
    updatedAt: told.updatedAt ?? updatedAt,
  };
  return Object.values(after).every((value) => value === null) ? null : after;
}

/**
 * Returns true if the changes contain nothing new except the provider's own `updatedAt`. Such changes are not recorded:
 * a provider may change its `updatedAt` at every read, and each read would then cause an event and a webhook.
 */
export function isNoNews({ providerData: before }: Payout, { providerData: after, ...others }: PayoutChanges): boolean {
  if (Object.keys(others).length > 0) return false;
  if (after === undefined || after === null) return true;
  return before !== null && before.batchId === after.batchId && before.createdAt === after.createdAt;
}
