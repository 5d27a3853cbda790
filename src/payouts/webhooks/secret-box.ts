import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../payouts.options.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Separates the key's id from the encrypted text. Neither base64 nor `whsec_` contains this character. */
const SEPARATOR = ':';

/** Thrown if the key of an encrypted secret is not configured, or if the secret belongs to another owner. */
export class SealedSecretError extends Error {
  constructor(kid: string) {
    super(`a webhook secret cannot be read with the key ${kid} of ENCRYPTION_KEY`);
    this.name = 'SealedSecretError';
  }
}

/**
 * Encrypts webhook secrets for the database with the first key of `ENCRYPTION_KEY`. Without a key they are stored as
 * plain text. Each encrypted secret begins with the key's id and can be decrypted only for its own endpoint.
 */
export class SecretBox {
  constructor(private readonly keys: readonly EncryptionKey[]) {}

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
   * Decrypts a secret.
   * @throws SealedSecretError if the key is not configured or `owner` is another one
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

  /** Returns true if the secret is not encrypted with the first key. */
  isStale(sealed: string): boolean {
    const [key] = this.keys;
    return key !== undefined && !sealed.startsWith(`${key.kid}${SEPARATOR}`);
  }
}
