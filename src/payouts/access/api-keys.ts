import { createHash, timingSafeEqual } from 'node:crypto';
import type { PayoutsApiOptions, Principal, Scope } from '../payouts.options.js';

/** An API key from the configuration. */
export interface ApiKey {
  readonly consumer: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** Returns the token of `Authorization: Bearer <token>`, or null. */
export function bearerToken(authorization: string | string[] | undefined): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/** Finds the API key of a token: first among the configured keys, in constant time, then among the stored ones. */
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
    // Compares every key, without an early exit, so that the time reveals nothing.
    for (const key of known) if (timingSafeEqual(key.digest, digest)) found = key.principal;
    return found ?? stored(token);
  };
}

/** Returns the consumers of the keys with the scope `payouts:approve`. */
export function approversOf(
  keys: readonly { readonly consumer: string; readonly scopes: readonly string[] }[],
): string[] {
  return keys.filter(({ scopes }) => scopes.includes('payouts:approve')).map(({ consumer }) => consumer);
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
