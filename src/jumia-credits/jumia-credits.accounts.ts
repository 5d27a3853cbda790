import type { ConnectorAccount } from '../common/connector-account.js';
import { parseAmount } from '../common/money.js';
import { accountPolicy, timeZoneOf } from '../common/policy-options.js';
import { CURRENCY_COUNTRIES, CURRENCY_DECIMALS } from './jumia-credits.limits.js';
import type { JumiaCreditsAccountOptions } from './jumia-credits.options.js';

/**
 * Converts an account's options to the description that the engine uses. `dedupe` is `by-reference`, because JumiaPay
 * documents that `partner_credit_id` must be unique. The engine may therefore send a payout again with the same id.
 */
export function jumiaCreditsAccount(options: JumiaCreditsAccountOptions): ConnectorAccount {
  const { name, baseUrl, businessArea, walletAccountId, currency, country, maxAmount } = options;
  const scale = CURRENCY_DECIMALS[currency] ?? 0;
  // XOF is the currency of several countries, but all of them have the same time.
  const policy = accountPolicy(options, scale, timeZoneOf(country ?? CURRENCY_COUNTRIES[currency] ?? null));
  return {
    name,
    provider: 'jumia-credits',
    scope: `${baseUrl}|${businessArea}|${walletAccountId}`,
    country,
    currencies: [{ code: currency, scale }],
    recipientKind: 'email',
    limits: { min: null, max: maxAmount === null ? null : parseAmount(maxAmount, scale) },
    safety: {
      dedupe: 'by-reference',
      lookup: 'by-reference',
      callbackAuth: 'capability-url',
      returnsAfterPaid: true,
    },
    requireApproval: policy.approvers > 0,
    requireVerifiedRecipient: false,
    resendAfterAbsence: false,
    policy,
  };
}
