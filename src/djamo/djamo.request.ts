import type { Instruction } from '../common/payout-connector.js';
import type { CreateTransaction } from './djamo.client.js';

/**
 * Builds the request of the Djamo document, 'Sending money to one Djamo client'; `subCompanyId` is from 'Check
 * customer'.
 */
export function createTransaction(instruction: Instruction): CreateTransaction {
  const { amount, description, subCompanyId } = instruction;
  // Djamo expects whole francs as a JSON integer. `check` has refused other amounts; this checks once more before
  // sending.
  if (amount.scale !== 0 || !Number.isSafeInteger(amount.minor)) throw new RangeError('the amount is no whole number');
  return {
    amount: amount.minor,
    msisdn: instruction.recipient.value,
    reference: instruction.payoutId,
    type: 'transfer',
    ...(description === null ? {} : { description }),
    ...(subCompanyId === null ? {} : { subCompanyId }),
  };
}
