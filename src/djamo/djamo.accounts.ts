import type { ConnectorAccount } from '../common/payout-connector.js';
import type { DjamoAccountOptions } from './djamo.options.js';

/**
 * Converts the options of an account. `dedupe` is `unverified`: the Djamo document does not say that a reference is
 * unique. So the engine never sends a payout twice unless the operator has verified it (`resend`).
 */
export function djamoAccount(options: DjamoAccountOptions): ConnectorAccount {
  const { name, baseUrl, companyId, country, minAmount, maxAmount, webhookSecret } = options;
  return {
    name,
    provider: 'djamo',
    scope: `${baseUrl}|${companyId ?? ''}`,
    country,
    currencies: [{ code: 'XOF', scale: 0 }],
    recipientKind: 'msisdn',
    limits: { min: minAmount, max: maxAmount },
    safety: {
      dedupe: 'unverified',
      lookup: 'by-reference',
      callbackAuth: webhookSecret === null ? 'none' : 'hmac',
      returnsAfterPaid: false,
    },
    requireApproval: options.requireApproval,
    requireVerifiedRecipient: options.requireVerifiedRecipient,
    resendAfterAbsence: options.resend === 'after-absence',
  };
}
