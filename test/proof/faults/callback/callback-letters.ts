import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { makeCapability } from '../../../../src/common/signatures.js';
import type { Provider } from '../provider/accounts.js';

export const CURRENT = { kid: 'k2', secret: 'a-current-callback-key' };
export const PREVIOUS = { kid: 'k1', secret: 'a-previous-callback-key' };
const RETIRED = { kid: 'k0', secret: 'a-retired-callback-key' };

/** What a callback is about. */
export interface Subject {
  readonly id: string;
  readonly provider: Provider;
  readonly account: string;
}

/** A callback, ready to be sent. */
export interface Letter {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

export type Seal = 'current' | 'previous' | 'retired';

const KEYS = { current: CURRENT, previous: PREVIOUS, retired: RETIRED };
const SIGNATURE = 'x-djamo-hmac-sha256';
const PROVIDER_WORDS = {
  djamo: { started: 'pending', paid: 'completed', failed: 'failed' },
  jumia: { started: 'processing_delivery', paid: 'delivered', failed: 'failed' },
};

export type Word = keyof (typeof PROVIDER_WORDS)['djamo'];

/** The provider's own word for a state. */
export function wordOf(provider: Provider, word: Word): string {
  return PROVIDER_WORDS[provider][word];
}

/** An account's secret of each age; the current and the previous one are configured. */
export function webhookSecret(account: string, seal: Seal): string {
  return `${seal}-webhook-secret-of-${account}`;
}

/** What a provider writes about a payout; each text is another one. */
export function text({ id, provider }: Subject, word: Word, amount = 5_000): string {
  const status = wordOf(provider, word);
  const datetime = randomUUID();
  if (provider === 'djamo') {
    const data = { id: `txn_${id}`, reference: id, status, amount, msisdn: '+2250701020300' };
    return JSON.stringify({ topic: `transactions/${status}`, datetime, data });
  }
  const credit = { partner_credit_id: id, amount: { value: amount, currency: 'XOF' }, status: { id: status } };
  return JSON.stringify({ type: 'CREDIT_STATUS_CHANGE', datetime, new_status: status, credit });
}

export function hmac(account: string, body: string, seal: Seal = 'current'): Buffer {
  return createHmac('sha256', webhookSecret(account, seal)).update(body).digest();
}

/** Authentic as its provider makes it: a signature over the body, or the capability in the URL that it was given. */
export function sealed(subject: Subject, body: string, seal: Seal = 'current'): Letter {
  if (subject.provider === 'djamo') return signed(subject, body, hmac(subject.account, body, seal).toString('base64'));
  return withToken(body, makeCapability(KEYS[seal], 'jumia-credits', subject.id));
}

export function signed({ account }: Subject, body: string, signature: string | string[]): Letter {
  return { path: `djamo/${account}`, body, headers: { [SIGNATURE]: signature } };
}

export function withToken(body: string, ...tokens: readonly string[]): Letter {
  return { path: `jumia-credits?${tokens.map((token) => `c=${token}`).join('&')}`, body, headers: {} };
}

export function unsealed({ provider, account }: Subject, body: string): Letter {
  return { path: provider === 'djamo' ? `djamo/${account}` : 'jumia-credits', body, headers: {} };
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** A service that refuses a request for its length says so before the body comes. */
const HEAD_START_MS = 10_000;

/** `fetch` joins repeated headers, and fails when it is answered before it has sent everything. */
export function post(serviceUrl: string, { path, body, headers }: Letter): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const options = { method: 'POST', agent: false, headers: { ...headers, 'content-length': length } };
    const sent = request(`${serviceUrl}/v1/callbacks/${path}`, options, (reply) => {
      let received = '';
      reply.on('data', (chunk) => {
        received += chunk;
      });
      const answered = () => {
        resolve({ status: reply.statusCode ?? 0, text: received });
        sent.destroy();
      };
      reply.on('end', answered).on('error', answered);
    });
    sent.on('error', reject).flushHeaders();
    if (length <= 65_536) sent.end(body);
    else setTimeout(() => sent.end(body), HEAD_START_MS).unref();
  });
}
