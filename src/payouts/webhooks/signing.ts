import { createHmac, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';

const SECRET_BYTES = 32;
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const SEED_BYTES = 32;
/** Fixed bytes that precede the seed in a PKCS #8 file of an ed25519 key. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export const WEBHOOK_SECRET_RULE = `must be whsec_ and the base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes`;

/** Returns true for `whsec_` followed by the standard base64 of 24 to 64 bytes, with its padding. */
export function isWebhookSecret(text: unknown): boolean {
  if (typeof text !== 'string' || !text.startsWith('whsec_') || text.length > 100) return false;
  const bytes = Buffer.from(text.slice('whsec_'.length), 'base64');
  if (bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) return false;
  return `whsec_${bytes.toString('base64')}` === text;
}

/** Keys that sign the messages to an endpoint. Both are secret. */
export interface SigningKeys {
  /** Secret for the HMAC, `whsec_…`. */
  readonly secret: string;
  /** Seed of the private ed25519 key, `whsk_…`. Null if the endpoint has none. */
  readonly privateKey: string | null;
}

/**
 * Creates the keys of an endpoint. If the consumer gives no `secret`, creates a random one of 32 bytes. For the
 * signature `v1a`, also creates an ed25519 key.
 */
export function newSigningKeys(signature: 'v1' | 'v1a', secret?: string): SigningKeys {
  return {
    secret: secret ?? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
    privateKey: signature === 'v1a' ? `whsk_${randomBytes(SEED_BYTES).toString('base64')}` : null,
  };
}

/** Returns the keys as one text for storage: the secret and, after a space, the private key if there is one. */
export function keysToText({ secret, privateKey }: SigningKeys): string {
  return privateKey === null ? secret : `${secret} ${privateKey}`;
}

/** Converts the text of `keysToText` back to keys. */
export function keysFromText(text: string): SigningKeys {
  const [secret = '', privateKey = null] = text.split(' ');
  return { secret, privateKey };
}

/**
 * Returns the public ed25519 key, `whpk_…`, by which the receiver checks `v1a` signatures. Returns null if there is no
 * ed25519 key.
 */
export function publicKeyOf({ privateKey }: SigningKeys): string | null {
  if (privateKey === null) return null;
  const { x } = createPublicKey(keyObject(privateKey)).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x ?? '', 'base64url').toString('base64')}`;
}

/**
 * Returns the headers of a message according to Standard Webhooks 1.0.0. `timestamp` is in seconds. Each key signs,
 * because during a rotation the receiver may know only one of them.
 */
export function signedHeaders(
  { id, timestamp, payload }: { readonly id: string; readonly timestamp: number; readonly payload: string },
  keys: readonly SigningKeys[],
): Record<string, string> {
  const content = `${id}.${timestamp}.${payload}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys.flatMap((key) => signaturesBy(key, content)).join(' '),
  };
}

function signaturesBy({ secret, privateKey }: SigningKeys, content: string): string[] {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const hmac = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  if (privateKey === null) return [hmac];
  return [hmac, `v1a,${sign(null, Buffer.from(content), keyObject(privateKey)).toString('base64')}`];
}

function keyObject(privateKey: string): KeyObject {
  const seed = Buffer.from(privateKey.slice('whsk_'.length), 'base64');
  return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
}
