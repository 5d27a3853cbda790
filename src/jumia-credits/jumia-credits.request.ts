import { formatAmount } from '../common/money.js';
import type { Instruction } from '../common/payout-connector.js';
import type { CreateCredit } from './jumia-credits.client.js';

/**
 * Converts a payout to the body of `POST /{wallet}`, which creates a credit.
 * @throws TypeError if the payout has no name
 */
export function createCredit(instruction: Instruction): CreateCredit {
  const { amount, name, description, expiresAt, callbackUrl } = instruction;
  // `check` has refused payouts without a name when they were accepted, so this is only a second check before money is
  // sent.
  if (name === null) throw new TypeError('a credit needs a name');
  return {
    name,
    description: description ?? name,
    amount: formatAmount(amount.minor, amount.scale),
    currency: amount.currency,
    customer_email: instruction.recipient.value,
    ...(expiresAt === null ? {} : { expiration_date: utcSeconds(expiresAt) }),
    ...(callbackUrl === null ? {} : { callback_url: callbackUrl }),
    partner_credit_id: instruction.payoutId,
  };
}

/** Formats a time, given in epoch milliseconds, as `yyyy-MM-ddTHH:mm:ssZ`. */
function utcSeconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
