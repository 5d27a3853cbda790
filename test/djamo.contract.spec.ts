import { createHmac } from 'node:crypto';
import { DjamoClient } from '../src/djamo/djamo.client.js';
import { DjamoConnector } from '../src/djamo/djamo.connector.js';
import { parseDjamoOptions } from '../src/djamo/djamo.options.js';
import { type DjamoSandboxOptions, startDjamoSandbox } from '../src/sandbox/djamo/djamo-sandbox.js';
import { connectorContract } from '../src/testing/connector.contract.js';
import type { ConnectorUnderContract, GenuineCallback } from '../src/testing/contract-subject.js';
import { readingContract } from '../src/testing/reading.contract.js';
import { registrationContract } from '../src/testing/registration.contract.js';

const SECRET = 'at_contract_secret';
const WEBHOOK_SECRET = 'webhook-secret-of-the-contract';

async function djamo(settings: DjamoSandboxOptions = {}): Promise<ConnectorUnderContract> {
  const sandbox = await startDjamoSandbox({ accessToken: SECRET, ...settings });
  return {
    sandboxUrl: sandbox.url,
    secret: SECRET,
    verbs: ['checkRecipient', 'balance', 'statement', 'registerCallbacks'],
    // An account has one currency, which no transaction names.
    silent: ['currency'],
    genuineCallback,
    stranger: (reference) => ({ amount: 5_000, msisdn: '+2250701020300', reference }),
    draft: {
      account: 'djamo',
      amount: { minor: 5_000, scale: 0, currency: 'XOF' },
      recipient: { kind: 'msisdn', value: '+2250701020300' },
      name: null,
      description: 'Prime d’été',
      subCompanyId: null,
      expiresAt: null,
      callbackUrl: null,
    },
    connect({ baseUrl = sandbox.url, secret = SECRET } = {}) {
      const account = { name: 'djamo', baseUrl, accessToken: secret, webhookSecret: WEBHOOK_SECRET };
      const options = parseDjamoOptions({ accounts: [account], timeoutMs: 1_500 });
      return new DjamoConnector(options, new DjamoClient(options));
    },
    close: () => sandbox.close(),
  };
}

/** The Djamo document, 'Webhooks': signed over the bytes of the body. */
function genuineCallback(reference: string): GenuineCallback {
  const event = { topic: 'transactions/completed', data: { id: 'txn_1', reference, status: 'completed' } };
  const rawBody = Buffer.from(JSON.stringify(event));
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(rawBody).digest('base64');
  return {
    callback: { account: 'djamo', headers: { 'x-djamo-hmac-sha256': signature }, query: {}, rawBody },
    keys: [],
  };
}

connectorContract('djamo', djamo);

// The filter by reference is not in the Djamo document.
connectorContract('djamo without a filter by reference', () => djamo({ ignoreReferenceFilter: true }));

readingContract('djamo', () => djamo({ balance: 1_000_000 }), {
  balance: { amount: '1000000', currency: 'XOF' },
  statement: 'dated',
  recipients: [
    ['+2250701020300', { kycStatus: 'complete', payable: true }],
    ['+2250701020351', { kycStatus: 'awaiting_data', payable: false }],
    ['+2250701020352', { kycStatus: 'awaiting_approval', payable: false }],
    ['+2250701020353', { kycStatus: 'age_rejected', payable: false }],
    ['+2250701020354', { kycStatus: 'expired_document_date', payable: false }],
    ['+2250701020355', { kycStatus: 'rejected', payable: false }],
    ['+2250701020356', { kycStatus: 'unverified', payable: false }],
    ['+2250701020357', { kycStatus: 'suspected', payable: false }],
    ['+2250701020358', { kycStatus: null, payable: false }],
  ],
});

registrationContract('djamo', djamo, ['transactions/started', 'transactions/completed', 'transactions/failed']);
