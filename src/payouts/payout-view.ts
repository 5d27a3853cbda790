import type { CallbackWords } from '../common/callback-contract.js';
import { formatAmount, readAmount } from '../common/money.js';
import type { Cancellation, Payout, PayoutEvent, Resolution } from './domain/payout.js';
import type { CancellationDto, PayoutDto, ProviderDataDto, ResolutionDto } from './dto/payout.dto.js';
import type { PayoutCallbackDto } from './dto/payout-callback.dto.js';
import type { PayoutEventDto } from './dto/payout-event.dto.js';
import type { StoredCallback } from './storage/callbacks.repository.js';

/** Converts epoch milliseconds to RFC 3339 in UTC. */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}

export function timeOrNull(at: number | null): string | null {
  return at === null ? null : timeText(at);
}

/**
 * Converts a payout to its form in API responses. Amounts are decimal strings with all decimals of the currency, times
 * are RFC 3339 in UTC, and every field is present.
 */
export function toPayoutDto(payout: Payout): PayoutDto {
  const amount = (minor: number | null): string | null => (minor === null ? null : formatAmount(minor, payout.scale));
  const { review } = payout;
  return {
    id: payout.id,
    object: 'payout',
    version: payout.version,
    status: payout.status,
    retryOf: payout.retryOf,
    review: review && { reason: review.reason, since: timeText(review.since), message: review.message },
    provider: payout.provider,
    account: payout.account,
    amount: formatAmount(payout.amount, payout.scale),
    currency: payout.currency,
    fee: amount(payout.fee),
    recipient: { [payout.recipientKind]: payout.recipient },
    reference: payout.reference,
    name: payout.name,
    description: payout.description,
    subCompanyId: payout.subCompanyId,
    providerId: payout.providerId,
    providerData: toProviderDataDto(payout),
    failure: payout.failure,
    usedAmount: amount(payout.usedAmount),
    returnedAmount: amount(payout.returnedAmount),
    returnReason: payout.returnReason,
    cancellation: toCancellationDto(payout.cancellation),
    resolution: toResolutionDto(payout.resolution),
    batchId: payout.batchId,
    expiresAt: timeOrNull(payout.expiresAt),
    metadata: payout.metadata,
    createdAt: timeText(payout.createdAt),
    submittedAt: timeOrNull(payout.submittedAt),
    settledAt: timeOrNull(payout.settledAt),
    returnedAt: timeOrNull(payout.returnedAt),
    updatedAt: timeText(payout.updatedAt),
  };
}

/**
 * Converts the provider's own data about a payout, with times by the provider's clock. Returns null if the provider has
 * told none.
 */
function toProviderDataDto({ providerData, totalAmount, scale }: Payout): ProviderDataDto | null {
  if (providerData === null && totalAmount === null) return null;
  const { batchId = null, createdAt = null, updatedAt = null } = providerData ?? {};
  return {
    totalAmount: totalAmount === null ? null : formatAmount(totalAmount, scale),
    batchId,
    createdAt: timeOrNull(createdAt),
    updatedAt: timeOrNull(updatedAt),
  };
}

function toCancellationDto(cancellation: Cancellation | null): CancellationDto | null {
  if (cancellation === null) return null;
  const { status, requestedAt, updatedAt, reason } = cancellation;
  return { status, requestedAt: timeText(requestedAt), updatedAt: timeText(updatedAt), reason };
}

function toResolutionDto(resolution: Resolution | null): ResolutionDto | null {
  if (resolution === null) return null;
  const { action, by, note, at } = resolution;
  return { action, by, note, at: timeText(at) };
}

export function toEventDto({ sequence, type, source, at, from, to, data }: PayoutEvent): PayoutEventDto {
  return { sequence, type, source, at: timeText(at), from, to, data };
}

/**
 * Values that the API shows for a callback if no connector can read its body, for example because the connector is no
 * longer configured.
 */
export const NO_WORDS: CallbackWords = {
  type: null,
  oldStatus: null,
  newStatus: null,
  oldUsage: null,
  newUsage: null,
};

/**
 * Converts a stored callback to its form in API responses. `scale` is the number of decimals of amounts. An amount that
 * cannot be read exactly is null.
 */
export function toCallbackDto(stored: StoredCallback, words: CallbackWords, scale: number): PayoutCallbackDto {
  const usage = (told: string | null): string | null => {
    const minor = readAmount(told, scale);
    return minor === null ? null : formatAmount(minor, scale);
  };
  return {
    type: words.type,
    oldStatus: words.oldStatus,
    newStatus: words.newStatus,
    oldUsage: usage(words.oldUsage),
    newUsage: usage(words.newUsage),
    reason: stored.failureReason,
    count: stored.count,
    firstAt: timeText(stored.firstAt),
    lastAt: timeText(stored.lastAt),
  };
}
