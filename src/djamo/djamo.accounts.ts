import type { ConnectorAccount } from '../common/connector-account.js';
import { accountPolicy, timeZoneOf } from '../common/policy-options.js';
import type { DjamoAccountOptions } from './djamo.options.js';

/**
 * Converts an account's options to the description that the engine uses. `dedupe` is `unverified`, because Djamo does
 * not document that a reference is unique. The engine then repeats no POST whose outcome is unknown, unless an operator
 * has checked that Djamo refuses a repeated reference and has set the option `resend`.
 */
export function djamoAccount(options: DjamoAccountOptions): ConnectorAccount {
  const { name, baseUrl, companyId, country, minAmount, maxAmount, webhookSecret } = options;
  const policy = accountPolicy(options, 0, timeZoneOf(country));
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
    requireApproval: policy.approvers > 0,
    requireVerifiedRecipient: options.requireVerifiedRecipient,
    resendAfterAbsence: options.resend === 'after-absence',
    policy,
  };
}
