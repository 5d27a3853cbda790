import type { ProviderFact, ReturnReason } from '../common/payout-connector.js';

/** Status words in the JumiaPay Credits document: those in its samples and in the list for 'CREDIT_STATUS_CHANGE'. */
export type JumiaCreditsStatus =
  | 'processing_delivery'
  | 'delivered'
  | 'failed'
  | 'processing_cancellation'
  | 'cancelled'
  | 'cancellation_failed'
  | 'expired'
  | 'expiration_failed';

const FACTS = {
  processing_delivery: 'processing',
  delivered: 'paid',
  failed: 'failed',
  processing_cancellation: 'cancelling',
  cancelled: 'returned',
  cancellation_failed: 'cancellation_failed',
  expired: 'returned',
  expiration_failed: 'expiration_failed',
} as const satisfies Record<JumiaCreditsStatus, ProviderFact>;

/** Returns the meaning of a status word of JumiaPay. An undocumented word is `unknown`, never `failed`. */
export function jumiaCreditsFact(word: string): ProviderFact {
  return Object.hasOwn(FACTS, word) ? FACTS[word as JumiaCreditsStatus] : 'unknown';
}

/** Returns the reason why the money of a credit came back. Returns null for a status that does not mean this. */
export function jumiaCreditsReturnReason(word: string): ReturnReason | null {
  if (word === 'cancelled') return 'canceled';
  return word === 'expired' ? 'expired' : null;
}
