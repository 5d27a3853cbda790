import { makeCapability } from '../src/common/signatures.js';
import { JumiaCreditsClient } from '../src/jumia-credits/jumia-credits.client.js';
import { JumiaCreditsConnector } from '../src/jumia-credits/jumia-credits.connector.js';
import { parseJumiaCreditsOptions } from '../src/jumia-credits/jumia-credits.options.js';
import { startJumiaCreditsSandbox } from '../src/sandbox/jumia-credits/jumia-credits-sandbox.js';
import { cancellationContract } from '../src/testing/cancellation.contract.js';
import { connectorContract } from '../src/testing/connector.contract.js';
import type { ConnectorUnderContract, GenuineCallback } from '../src/testing/contract-subject.js';

const SECRET = 'contract-api-key';
const KEY = { kid: 'k', secret: 'callback-key-of-the-contract' };

async function jumiaCredits(amount = { minor: 10, scale: 0, currency: 'XOF' }): Promise<ConnectorUnderContract> {
  const { currency } = amount;
  const wallet = { businessArea: '01234567-abcd', creditWalletAccountId: 'AAE2w_wallet', currency };
  const sandbox = await startJumiaCreditsSandbox({ apiKey: SECRET, ...wallet });
  return {
    sandboxUrl: sandbox.url,
    secret: SECRET,
    verbs: ['cancel'],
    genuineCallback,
    draft: {
      account: 'jumia-credits',
      amount,
      recipient: { kind: 'email', value: 'awa@example.com' },
      name: 'Campaign voucher',
      description: 'Prime d’été',
      subCompanyId: null,
      expiresAt: Date.now() + 86_400_000,
      callbackUrl: 'https://cauri.example.com/v1/callbacks/jumia-credits?c=k.p.m',
    },
    connect({ baseUrl = sandbox.url, secret = SECRET } = {}) {
      const account = {
        name: 'jumia-credits',
        baseUrl: `${baseUrl}/b2ccredits`,
        apiKey: secret,
        businessArea: wallet.businessArea,
        walletAccountId: wallet.creditWalletAccountId,
        currency: wallet.currency,
      };
      const options = parseJumiaCreditsOptions({ accounts: [account], timeoutMs: 1_500 });
      return new JumiaCreditsConnector(options, new JumiaCreditsClient(options));
    },
    close: () => sandbox.close(),
  };
}

/** The JumiaPay document, 'Callback': unsigned, to the address that came with the credit. */
function genuineCallback(payoutId: string): GenuineCallback {
  const event = { type: 'CREDIT_STATUS_CHANGE', credit: { partner_credit_id: payoutId, status: 'delivered' } };
  const query = { c: makeCapability(KEY, 'jumia-credits', payoutId) };
  return { callback: { account: null, headers: {}, query, rawBody: Buffer.from(JSON.stringify(event)) }, keys: [KEY] };
}

connectorContract('jumia-credits', () => jumiaCredits());

connectorContract('jumia-credits in a currency with decimals', () =>
  jumiaCredits({ minor: 1_550, scale: 2, currency: 'NGN' }),
);

cancellationContract('jumia-credits', () => jumiaCredits());
