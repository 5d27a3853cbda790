import { createHmac } from 'node:crypto';
import { makeCapability } from '../common/signatures.js';
import { CALLBACK_KEY, WEBHOOK_SECRET } from './environment.js';
import { call, type Reply } from './http-call.js';

type Encoding = 'base64' | 'hex';

/**
 * Sends callbacks to Cauri as if they came from the providers, both genuine and forged ones. Returns every response,
 * whatever its status.
 */
export class CallbackSender {
  constructor(private readonly url: string) {}

  /**
   * Sends a callback in the form that JumiaPay uses.
   * @param token token in the URL; null for a callback without one
   */
  jumiaCredits(body: object, token: string | null): Promise<Reply> {
    const query = token === null ? '' : `?${new URLSearchParams({ c: token })}`;
    return call(`${this.url}/v1/callbacks/jumia-credits${query}`, { method: 'POST', body });
  }

  /** Sends a callback for the account `djamo` in the form that Djamo uses, with this signature in its header. */
  djamo(body: object, signature: string): Promise<Reply> {
    const headers = { 'x-djamo-hmac-sha256': signature };
    return call(`${this.url}/v1/callbacks/djamo/djamo`, { method: 'POST', headers, body });
  }
}

/** Returns the token that Cauri puts into the callback URL of a JumiaPay payout. It is valid for this payout only. */
export function tokenOf(payoutId: string): string {
  return makeCapability(CALLBACK_KEY, 'jumia-credits', payoutId);
}

/** Returns the signature that Djamo would send for the body: an HMAC-SHA256 over its bytes, by default in base64. */
export function signatureOf(body: object, secret = WEBHOOK_SECRET, encoding: Encoding = 'base64'): string {
  return createHmac('sha256', secret).update(JSON.stringify(body)).digest(encoding);
}
