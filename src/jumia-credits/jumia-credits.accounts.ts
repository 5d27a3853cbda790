import type { ConnectorAccount } from '../common/payout-connector.js';
import { CURRENCY_DECIMALS } from './jumia-credits.limits.js';
import type { JumiaCreditsAccountOptions } from './jumia-credits.options.js';

/**
 * Converts an account's options to the description that the engine uses. `dedupe` is `by-reference`: JumiaPay documents
 * that `partner_credit_id` must be unique. A payout may therefore be sent again with the same id.
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
