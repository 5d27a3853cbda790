import { createHash, timingSafeEqual } from 'node:crypto';
import type { PayoutsApiOptions, Principal, Scope } from '../payouts.options.js';

/** An API key as in the environment variable `API_KEYS`. A consumer (client of the API) may have several. */
export interface ApiKey {
  readonly consumer: string;
  /** Token that callers send as `Authorization: Bearer <token>`. */
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

/**
 * Format of the name of a consumer: 1 to 100 visible ASCII characters. Each payout stores the name. In `API_KEYS` it
 * cannot contain the separators `:` and `,`.
 */
export const CONSUMER = /^[!-~]{1,100}$/;

const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/**
 * Returns the token of `Authorization: Bearer <token>`, with `Bearer` in any case. Returns null if the header is
 * missing, different or a list.
 */
export function bearerToken(authorization: string | string[] | undefined): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/**
 * Returns a function that finds the caller of a request. It first looks among `keys`, and then calls `stored`, which
 * looks among the keys in the database. It returns null if no key matches.
 */
export function authenticateWith(
  keys: readonly ApiKey[],
  stored: (token: string) => Promise<Principal | null> = async () => null,
): PayoutsApiOptions['authenticate'] {
  const known = keys.map(({ consumer, secret, scopes }) => ({
    digest: sha256(secret),
    principal: { consumer, scopes },
  }));
  return ({ headers }) => {
    const token = bearerToken(headers.authorization);
    if (token === null) return null;
    const digest = sha256(token);
    let found: Principal | null = null;
    // Compares with every key and does not stop at a match, so that the duration does not reveal one.
    for (const key of known) if (timingSafeEqual(key.digest, digest)) found = key.principal;
    return found ?? stored(token);
  };
}

/**
 * Returns the names of the consumers that have a key with the scope `payouts:approve`. A consumer with several such
 * keys occurs several times.
 */
export function approversOf(
  keys: readonly { readonly consumer: string; readonly scopes: readonly string[] }[],
): string[] {
  return keys.filter(({ scopes }) => scopes.includes('payouts:approve')).map(({ consumer }) => consumer);
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
