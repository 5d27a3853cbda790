import { DJAMO_SANDBOX_DEFAULTS as DJAMO } from '../../../../src/sandbox/djamo/djamo-sandbox.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS as JUMIA } from '../../../../src/sandbox/jumia-credits/jumia-credits-sandbox.js';

export type Provider = 'djamo' | 'jumia';

export interface TestAccount {
  readonly account: string;
  readonly provider: Provider;
  /** Of what stands before the sandbox. */
  readonly url: string;
  readonly webhookSecret?: string;
}

const SINGLE = [
  'DJAMO_BASE_URL',
  'DJAMO_ACCESS_TOKEN',
  'JUMIA_CREDITS_BASE_URL',
  'JUMIA_CREDITS_API_KEY',
  'JUMIA_CREDITS_BUSINESS_AREA',
  'JUMIA_CREDITS_WALLET_ACCOUNT_ID',
  'JUMIA_CREDITS_CURRENCY',
];

/** Many accounts at the same two sandboxes, in place of the two single ones. */
export function accountsOf(accounts: readonly TestAccount[]): Record<string, string> {
  const of = (provider: Provider) => accounts.filter((account) => account.provider === provider);
  const djamo = of('djamo').map(({ account, url, webhookSecret }) => ({
    name: account,
    baseUrl: url,
    accessToken: DJAMO.accessToken,
    ...(webhookSecret ? { webhookSecret } : {}),
  }));
  const jumia = of('jumia').map(({ account, url }) => ({
    name: account,
    baseUrl: `${url}/b2ccredits`,
    apiKey: JUMIA.apiKey,
    businessArea: JUMIA.businessArea,
    walletAccountId: JUMIA.creditWalletAccountId,
    currency: JUMIA.currency,
  }));
  return {
    ...Object.fromEntries(SINGLE.map((name) => [name, ''])),
    DJAMO_ACCOUNTS: JSON.stringify(djamo),
    JUMIA_CREDITS_ACCOUNTS: JSON.stringify(jumia),
  };
}
