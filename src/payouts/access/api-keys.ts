import { createHash, timingSafeEqual } from 'node:crypto';
import type { PayoutsApiOptions, Principal, Scope } from '../payouts.options.js';

/** A key that the configuration names. */
export interface ApiKey {
  readonly consumer: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** The token of `Authorization: Bearer <token>`, null without one. */
export function bearerToken(authorization: string | string[] | undefined): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/**
 * Looks a Bearer token up among fixed keys, how long that takes says nothing about any of them; what is none of them is
 * looked up among the `stored` ones.
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
    // No early exit: every key is compared, whichever matches.
    for (const key of known) if (timingSafeEqual(key.digest, digest)) found = key.principal;
    return found ?? stored(token);
  };
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
