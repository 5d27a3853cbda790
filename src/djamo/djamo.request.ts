import type { Instruction } from '../common/payout-connector.js';
import type { CreateTransaction } from './djamo.client.js';

/** Converts a payout to the body of `POST /v1/transactions`. */
export function createTransaction(instruction: Instruction): CreateTransaction {
  const { amount, description, subCompanyId } = instruction;
  // Djamo expects whole francs as a JSON integer. `check` refused other amounts at acceptance; this is the last check.
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
