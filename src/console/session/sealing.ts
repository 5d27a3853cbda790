import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LEAST_SECRET_BYTES = 16;

interface DerivedKeys {
  readonly seal: Buffer;
  readonly sign: Buffer;
}

/**
 * Encrypts the session cookie and signs form tokens. The first secret encrypts and signs; all of them decrypt and
 * verify, so that secrets can be rotated. Instances with the same secrets can read each other's cookies.
 */
export class Sealing {
  private readonly keys: readonly [DerivedKeys, ...DerivedKeys[]];

  /**
   * @param secrets if empty, a random one is used, and sessions end with this process
   * @throws if a secret has fewer than 16 bytes
   */
  constructor(secrets: readonly (string | Buffer)[]) {
    if (secrets.some((secret) => Buffer.byteLength(secret) < LEAST_SECRET_BYTES)) {
      throw new Error(`each of the console's secrets needs ${LEAST_SECRET_BYTES} bytes at least`);
    }
    const [first = randomBytes(32), ...others] = secrets;
    this.keys = [derive(first), ...others.map(derive)];
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.keys[0].seal, iv);
    const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString('base64url');
  }

  /** Decrypts a text. Returns null if it was changed, or encrypted with another secret. */
  open(sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return null;
    for (const { seal } of this.keys) {
      const text = decrypted(bytes, seal);
      if (text !== null) return text;
    }
    return null;
  }

  sign(text: string): string {
    return signature(text, this.keys[0]).toString('base64url');
  }

  isSigned(text: string, token: string): boolean {
    const told = Buffer.from(token, 'base64url');
    return this.keys.some((key) => {
      const right = signature(text, key);
      return right.length === told.length && timingSafeEqual(right, told);
    });
  }
}

function decrypted(bytes: Buffer, key: Buffer): string | null {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

function signature(text: string, { sign }: DerivedKeys): Buffer {
  return createHmac('sha256', sign).update(text).digest();
}

function derive(secret: string | Buffer): DerivedKeys {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `cauri console ${purpose}`, 32));
  return { seal: key('session'), sign: key('form') };
}
