import type { Scenario } from '../scenario.js';
import type { Transfer } from './djamo-transfer.js';

type Distortion = Scenario['distorts'];

/** Status word that no document defines, for the scenario "unknown-word". */
const UNKNOWN_WORD = 'sim_reviewing';

/**
 * Returns a transaction as in the response to its creation (Djamo document, "Sending money to one Djamo client").
 * `distorts` names a value that is shown falsely.
 */
export function createdView(transfer: Transfer, distorts: Distortion = transfer.scenario.distorts) {
  const amount = distorts === 'amount' ? transfer.amount + 1 : transfer.amount;
  return {
    id: transfer.id,
    createdAt: transfer.createdAt,
    updatedAt: transfer.updatedAt,
    amount,
    fee: transfer.fee,
    totalAmount: amount + transfer.fee,
    status: distorts === 'status' && transfer.status === 'pending' ? UNKNOWN_WORD : transfer.status,
    msisdn: transfer.msisdn,
    reference: transfer.reference,
    description: transfer.description,
    type: 'transfer',
  };
}

/**
 * Returns a transaction as in later responses (Djamo document, "Retrieving details"). It also has `failureReason`, and
 * `batchId` if a batch created it.
 */
export function transferView(transfer: Transfer, distorts?: Distortion) {
  const { failureReason, batchId } = transfer;
  return { ...createdView(transfer, distorts), failureReason, ...(batchId === null ? {} : { batchId }) };
}
