import { parse } from '../common/parse.js';
import type { Observation } from '../common/payout-connector.js';
import { plainText } from '../common/redact.js';
import { CreditDto } from './dto/credit.dto.js';
import { jumiaCreditsFact, jumiaCreditsReturnReason } from './jumia-credits.status.js';

/** A credit as JumiaPay told it, null unless it bears a uuid. An unreadable status is the empty, unknown word. */
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

/** A usage in another currency than the credit's says nothing about the credit. */
function usageOf({ amount, usage }: CreditDto): string | null {
  const same = usage.currency === null || amount.currency === null || usage.currency === amount.currency;
  return same ? usage.value : null;
}
