import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CallbackKey } from './callback-contract.js';

/** Form of an encoded HMAC-SHA256 for each encoding. */
const DIGESTS = { base64: /^[A-Za-z0-9+/]{43}=$/, hex: /^[0-9a-f]{64}$/ } as const;
/** Form of a callback token: key id, payout id and HMAC. */
const CAPABILITY = /^([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9-]{1,64})\.([A-Za-z0-9_-]{43})$/;

function mac(secret: string, message: string | Uint8Array, encoding: 'base64' | 'base64url' | 'hex'): string {
  return createHmac('sha256', secret).update(message).digest(encoding);
}

/** Compares two encoded digests as texts, in constant time. Several base64 texts can decode to the same bytes. */
function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Returns true if `signature` is the HMAC-SHA256 of `message` under one of the secrets. `encoding` is standard base64
 * or lower-case hex. Returns false if the signature is missing, was sent more than once, or has the other encoding. It
 * always tries all secrets, so that the response time does not reveal which one matches.
 */
export function isSignedBy(
  secrets: readonly string[],
  message: Uint8Array,
  signature: unknown,
  encoding: 'base64' | 'hex' = 'base64',
): boolean {
  if (typeof signature !== 'string' || !DIGESTS[encoding].test(signature)) return false;
  return secrets.filter((secret) => sameText(mac(secret, message, encoding), signature)).length > 0;
}

function capabilityMac(secret: string, provider: string, payoutId: string): string {
  return mac(secret, `cb1|${provider}|${payoutId}`, 'base64url');
}

/**
 * Creates the token for a payout's callback URL, `<kid>.<payout id>.<mac>`, for a provider that does not sign
 * callbacks. The token proves only that the caller knows the URL. With it a caller can only make us read that payout at
 * the provider. It is valid as long as its key is configured.
 */
export function makeCapability(key: CallbackKey, provider: string, payoutId: string): string {
  return `${key.kid}.${payoutId}.${capabilityMac(key.secret, provider, payoutId)}`;
}

/**
 * Returns the payout id from a callback token. Returns null if the token is missing, or if none of our keys signed it
 * for this provider.
 */
export function readCapability(keys: readonly CallbackKey[], provider: string, token: unknown): string | null {
  const [, kid, payoutId, signature] = (typeof token === 'string' && CAPABILITY.exec(token)) || [];
  if (payoutId === undefined || signature === undefined) return null;
  const signed = keys.some(
    (key) => key.kid === kid && sameText(capabilityMac(key.secret, provider, payoutId), signature),
  );
  return signed ? payoutId : null;
}
