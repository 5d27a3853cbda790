import type { Instruction } from '../common/payout-connector.js';
import type { CreateTransaction } from './djamo.client.js';

/** The Djamo document, 'Sending money to one Djamo client', and `subCompanyId` of 'Check customer'. */
export function createTransaction(instruction: Instruction): CreateTransaction {
  const { amount, description, subCompanyId } = instruction;
  // Djamo takes a JSON integer of francs. `check` has refused everything else; this is the last look before money moves.
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
