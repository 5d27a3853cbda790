import type { Instruction } from '../common/payout-connector.js';
import type { CreateTransaction } from './djamo.client.js';

/**
 * Converts a payout to the body of `POST /v1/transactions`.
 * @throws RangeError if the amount is not a whole number of francs
 */
export function createTransaction(instruction: Instruction): CreateTransaction {
  const { amount, description, subCompanyId } = instruction;
  // Djamo expects whole francs as a JSON integer. `check` has refused other amounts when the payout was accepted, so
  // this is only a second check before money is sent.
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
