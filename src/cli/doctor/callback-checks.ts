import type { ConnectorAccount } from '../../common/connector-account.js';
import { type PayoutConnector, ProviderReadError } from '../../common/payout-connector.js';
import { accountCallbackUrl } from '../../payouts/callbacks/callback-registration.js';
import { type Finding, failed, hint, ok } from './finding.js';

/**
 * Checks whether the account's callback URL is registered at its provider for all topics. It registers nothing. If the
 * registrations cannot be read, it returns a failed finding. Returns null if there is nothing to check: callbacks are
 * off (`publicUrl` is null), or the provider gets the callback URL with each payout.
 */
export async function checkCallbacks(
  account: ConnectorAccount,
  connector: PayoutConnector,
  publicUrl: string | null,
): Promise<Finding | null> {
  const { name, safety } = account;
  if (publicUrl === null || !connector.missingCallbacks) return null;
  if (safety.callbackAuth !== 'hmac') {
    const remedy = 'set DJAMO_WEBHOOK_SECRET, or webhookSecret in DJAMO_ACCOUNTS';
    return hint('webhooks', { account: name, message: 'without a webhook secret no callback is believed', remedy });
  }
  try {
    const missing = await connector.missingCallbacks(name, accountCallbackUrl(publicUrl, account));
    if (missing.length === 0) return ok('webhooks', 'all topics are registered', name);
    const message = `not registered: ${missing.join(', ')}`;
    return failed('webhooks', { account: name, message, remedy: 'run cauri callbacks register' });
  } catch (error) {
    if (!(error instanceof ProviderReadError)) throw error;
    const message = `the registrations cannot be read: ${error.message}`;
    return failed('webhooks', { account: name, message, remedy: 'see the check of the provider' });
  }
}
