import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../payouts.options.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/**
 * Character between the id of the key and the encrypted text. Neither base64 nor a plain secret (`whsec_…`) contains
 * it.
 */
const SEPARATOR = ':';

/**
 * Thrown if a secret cannot be decrypted: its key is not configured, or it was encrypted for another endpoint. Nothing
 * is sent to the endpoint while this lasts.
 */
export class SealedSecretError extends Error {
  constructor(kid: string) {
    super(`a webhook secret cannot be read with the key ${kid} of ENCRYPTION_KEY`);
    this.name = 'SealedSecretError';
  }
}

/**
 * Encrypts webhook secrets for the database with the first key of `ENCRYPTION_KEY`. If no key is configured, they are
 * stored as plain text. An encrypted secret begins with the id of its key, and can be decrypted only for the same
 * endpoint.
 */
export class SecretBox {
  constructor(private readonly keys: readonly EncryptionKey[]) {}

  /** Encrypts a secret. `owner` is the id of its endpoint. Without a configured key it returns the secret unchanged. */
  seal(secret: string, owner: string): string {
    const [key] = this.keys;
    if (key === undefined) return secret;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${key.kid}${SEPARATOR}${sealed.toString('base64')}`;
  }

  /**
   * Decrypts a secret. A secret that was stored as plain text is returned unchanged.
   * @throws SealedSecretError if the key is not configured, or the secret belongs to another owner
   */
  open(sealed: string, owner: string): string {
    const [kid = '', text] = sealed.split(SEPARATOR);
    if (text === undefined) return sealed;
    const found = this.keys.find((key) => key.kid === kid);
    if (found === undefined) throw new SealedSecretError(kid);
    const bytes = Buffer.from(text, 'base64');
    try {
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv(ALGORITHM, found.key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(owner));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new SealedSecretError(kid);
    }
  }

  /**
   * Returns true if the secret should be encrypted again, because it is not encrypted with the first key. Returns false
   * if no key is configured.
   */
  isStale(sealed: string): boolean {
    const [key] = this.keys;
    return key !== undefined && !sealed.startsWith(`${key.kid}${SEPARATOR}`);
  }
}
