import type { ProviderFact } from '../../common/payout-connector.js';
import type { PayoutStatus } from './payout.js';

/** New status of a payout for each fact that the provider may report. A missing fact changes nothing. */
type Targets = Partial<Record<ProviderFact, PayoutStatus>>;

/**
 * New status for each reported fact, for payouts whose status any report may change. `cancelling`,
 * `cancellation_failed` and `expiration_failed` imply that the payout was paid before.
 */
export const ANY_FACT: Targets = {
  processing: 'processing',
  paid: 'paid',
  failed: 'failed',
  cancelling: 'paid',
  returned: 'returned',
  cancellation_failed: 'paid',
  expiration_failed: 'paid',
};
const { processing: _, ...NEWER_THAN_PROCESSING } = ANY_FACT;
const { failed: __, ...ANYTHING_BUT_FAILED } = ANY_FACT;

/**
 * New status for each current status and reported fact. A fact that is not listed changes nothing: it repeats the
 * status, is older (`processing` after `paid`), or is a word that the provider does not document.
 */
export const TARGETS: Record<PayoutStatus, Targets> = {
  awaiting_approval: ANY_FACT,
  queued: ANY_FACT,
  canceled: ANY_FACT,
  submitting: ANY_FACT,
  unconfirmed: ANY_FACT,
  processing: NEWER_THAN_PROCESSING,
  paid: { returned: 'returned' },
  failed: ANYTHING_BUT_FAILED,
  returned: {},
};

/** Facts that agree with each status. Any other documented fact contradicts our record. */
export const AGREEMENT: Partial<Record<PayoutStatus, readonly ProviderFact[]>> = {
  processing: ['processing'],
  paid: ['paid', 'cancelling', 'cancellation_failed', 'expiration_failed'],
  failed: ['failed'],
  returned: ['returned'],
};

/** Returns true if the reported fact fits the payout's status. An undocumented word, `unknown`, always fits. */
export function agrees(status: PayoutStatus, fact: ProviderFact): boolean {
  return fact === 'unknown' || (AGREEMENT[status]?.includes(fact) ?? false);
}
