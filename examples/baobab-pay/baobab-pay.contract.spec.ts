import { type ConnectorUnderContract, connectorContract } from 'cauri/testing';
import { BaobabPayClient } from './baobab-pay.client.js';
import { BaobabPayConnector } from './baobab-pay.connector.js';
import { BaobabPayOptions } from './baobab-pay.options.js';
import { startBaobabPaySandbox } from './baobab-pay.sandbox.js';

const TOKEN = 'baobab-contract-token';

async function baobabPay(): Promise<ConnectorUnderContract> {
  const sandbox = await startBaobabPaySandbox(TOKEN);
  return {
    sandboxUrl: sandbox.url,
    secret: TOKEN,
    verbs: [],
    draft: {
      account: 'baobab',
      amount: { minor: 1_500, scale: 0, currency: 'XAF' },
      recipient: { kind: 'msisdn', value: '+237671234567' },
      name: null,
      description: 'Prime',
      subCompanyId: null,
      expiresAt: null,
      callbackUrl: null,
    },
    connect({ baseUrl = sandbox.url, secret = TOKEN } = {}) {
      const options = new BaobabPayOptions({ name: 'baobab', baseUrl, token: secret, merchant: 'acme' }, 1_500);
      return new BaobabPayConnector(options, new BaobabPayClient(options));
    },
    close: () => sandbox.close(),
  };
}

connectorContract('baobab-pay', baobabPay);
