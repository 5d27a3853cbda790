import { parse } from '../common/parse.js';
import type { Observation } from '../common/payout-connector.js';
import { plainText } from '../common/redact.js';
import { CreditDto } from './dto/credit.dto.js';
import { jumiaCreditsFact, jumiaCreditsReturnReason } from './jumia-credits.status.js';

/**
 * Converts a credit from a response of JumiaPay to an observation. Returns null if it has no uuid. If its status is
 * unreadable, the fact is `unknown`.
 */
export function jumiaCreditsObservation(json: unknown): Observation | null {
  const { value: credit } = parse(CreditDto, json);
  if (credit === null) return null;
  const status = credit.status ?? '';
  return {
    fact: jumiaCreditsFact(status),
    providerStatus: plainText(status, 64),
    providerId: credit.uuid,
    echo: {
      reference: credit.partner_credit_id,
      amount: credit.amount.value,
      currency: credit.amount.currency,
      recipient: credit.customer_email,
    },
    fee: null,
    totalAmount: null,
    usedAmount: usageOf(credit),
    returnReason: jumiaCreditsReturnReason(status),
    failureReason: credit.error_message,
    duplicated: false,
  };
}

/** Returns the spent amount as a decimal string. Returns null if its currency differs from the credit's. */
function usageOf({ amount, usage }: CreditDto): string | null {
  const same = usage.currency === null || amount.currency === null || usage.currency === amount.currency;
  return same ? usage.value : null;
}
