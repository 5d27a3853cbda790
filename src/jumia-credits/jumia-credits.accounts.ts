import type { ConnectorAccount } from '../common/payout-connector.js';
import { CURRENCY_DECIMALS } from './jumia-credits.limits.js';
import type { JumiaCreditsAccountOptions } from './jumia-credits.options.js';

/**
 * Converts the options of an account. `dedupe` is `by-reference`: JumiaPay keeps `partner_credit_id` unique ('If sent
 * must be unique for the Credit account'), so a payout may be sent again with the same id.
 */
export function jumiaCreditsAccount(options: JumiaCreditsAccountOptions): ConnectorAccount {
  const { name, baseUrl, businessArea, walletAccountId, currency, country } = options;
  return {
    name,
    provider: 'jumia-credits',
    scope: `${baseUrl}|${businessArea}|${walletAccountId}`,
    country,
    currencies: [{ code: currency, scale: CURRENCY_DECIMALS[currency] ?? 0 }],
    recipientKind: 'email',
    limits: { min: null, max: null },
    safety: {
      dedupe: 'by-reference',
      lookup: 'by-reference',
      callbackAuth: 'capability-url',
      returnsAfterPaid: true,
    },
    requireApproval: options.requireApproval,
    requireVerifiedRecipient: false,
    resendAfterAbsence: false,
  };
}
