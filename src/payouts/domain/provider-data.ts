import type { Observation, ProviderData } from '../../common/payout-connector.js';
import type { Payout, PayoutChanges } from './payout.js';

/** Returns the provider's record with what this observation adds. */
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
 * True if nothing changed but the provider's own `updatedAt`. A provider may set it at every read, and each read would
 * then be an event and a webhook.
 */
export function isNoNews({ providerData: before }: Payout, { providerData: after, ...others }: PayoutChanges): boolean {
  if (Object.keys(others).length > 0) return false;
  if (after === undefined || after === null) return true;
  return before !== null && before.batchId === after.batchId && before.createdAt === after.createdAt;
}
