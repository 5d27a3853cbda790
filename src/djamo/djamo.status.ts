import type { ProviderFact } from '../common/payout-connector.js';

/** Status words in the Djamo document, 'The transaction object'. */
export type DjamoStatus = 'pending' | 'completed' | 'failed';

const FACTS = {
  pending: 'processing',
  completed: 'paid',
  failed: 'failed',
} as const satisfies Record<DjamoStatus, ProviderFact>;

/** Returns the meaning of a status word of Djamo. An undocumented word is `unknown`, never `failed`. */
export function djamoFact(word: string): ProviderFact {
  return Object.hasOwn(FACTS, word) ? FACTS[word as DjamoStatus] : 'unknown';
}
