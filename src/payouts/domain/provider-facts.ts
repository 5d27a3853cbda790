import type { ProviderFact } from '../../common/payout-connector.js';
import type { PayoutStatus } from './payout.js';

/** New status of a payout by reported fact. */
type Targets = Partial<Record<ProviderFact, PayoutStatus>>;

/**
 * The new status for each fact that a provider reports. `cancelling`, `cancellation_failed` and `expiration_failed`
 * imply that the payout was paid before.
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
 * The new status for each current status and fact. A fact that is not listed changes nothing: it repeats the status, is
 * older (`processing` after `paid`), or is a word that the provider does not document.
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

/** The facts that a provider may report for a payout in each status without contradicting our record. */
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
