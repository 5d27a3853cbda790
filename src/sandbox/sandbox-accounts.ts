import { DJAMO_SANDBOX_DEFAULTS } from './djamo/djamo-sandbox.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS } from './jumia-credits/jumia-credits-sandbox.js';

/**
 * Returns the environment variables that configure Cauri's service with one account at each sandbox. `urls` are the
 * URLs of the running sandboxes. The credentials are the sandboxes' defaults.
 */
export function accountVariables(
  urls: Readonly<Record<'djamo' | 'jumia-credits', string>>,
): Readonly<Record<string, string>> {
  const { apiKey, businessArea, creditWalletAccountId, currency } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
  return {
    DJAMO_BASE_URL: urls.djamo,
    DJAMO_ACCESS_TOKEN: DJAMO_SANDBOX_DEFAULTS.accessToken,
    DJAMO_COUNTRY: 'CI',
    DJAMO_WEBHOOK_SECRET: DJAMO_SANDBOX_DEFAULTS.webhookSecret,
    JUMIA_CREDITS_BASE_URL: `${urls['jumia-credits']}/b2ccredits`,
    JUMIA_CREDITS_API_KEY: apiKey,
    JUMIA_CREDITS_BUSINESS_AREA: businessArea,
    JUMIA_CREDITS_WALLET_ACCOUNT_ID: creditWalletAccountId,
    JUMIA_CREDITS_CURRENCY: currency,
  };
}

/**
 * Returns what `accountVariables` returns, with one more account: a JumiaPay account in naira (NGN) whose payouts need
 * an approval.
 */
export function variablesWithApproval(urls: Parameters<typeof accountVariables>[0]): Readonly<Record<string, string>> {
  const { apiKey, businessArea, creditWalletAccountId, nairaWalletAccountId, currency } =
    JUMIA_CREDITS_SANDBOX_DEFAULTS;
  const common = { baseUrl: `${urls['jumia-credits']}/b2ccredits`, apiKey, businessArea };
  const djamo = Object.entries(accountVariables(urls)).filter(([name]) => name.startsWith('DJAMO_'));
  return {
    ...Object.fromEntries(djamo),
    JUMIA_CREDITS_ACCOUNTS: JSON.stringify([
      { ...common, name: 'jumia-credits', walletAccountId: creditWalletAccountId, currency },
      {
        ...common,
        name: 'jumia-credits-ng',
        walletAccountId: nairaWalletAccountId,
        currency: 'NGN',
        requireApproval: true,
      },
    ]),
  };
}
