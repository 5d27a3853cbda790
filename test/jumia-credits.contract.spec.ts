import { JumiaCreditsClient } from '../src/jumia-credits/jumia-credits.client.js';
import { JumiaCreditsConnector } from '../src/jumia-credits/jumia-credits.connector.js';
import { parseJumiaCreditsOptions } from '../src/jumia-credits/jumia-credits.options.js';
import { startJumiaCreditsSandbox } from '../src/sandbox/jumia-credits-sandbox.js';
import { cancellationContract } from '../src/testing/cancellation.contract.js';
import { connectorContract } from '../src/testing/connector.contract.js';
import type { ConnectorUnderContract } from '../src/testing/contract-subject.js';

const SECRET = 'contract-api-key';

async function jumiaCredits(): Promise<ConnectorUnderContract> {
  const wallet = { businessArea: '01234567-abcd', creditWalletAccountId: 'AAE2w_wallet', currency: 'XOF' };
  const sandbox = await startJumiaCreditsSandbox({ apiKey: SECRET, ...wallet });
  return {
    sandboxUrl: sandbox.url,
    secret: SECRET,
    verbs: ['cancel'],
    draft: {
      account: 'jumia-credits',
      amount: { minor: 10, scale: 0, currency: 'XOF' },
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
      const options = parseJumiaCreditsOptions({ accounts: [account], timeoutMs: 500 });
      return new JumiaCreditsConnector(options, new JumiaCreditsClient(options));
    },
    close: () => sandbox.close(),
  };
}

connectorContract('jumia-credits', jumiaCredits);

cancellationContract('jumia-credits', jumiaCredits);
