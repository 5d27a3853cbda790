import { SCOPES } from '../../payouts/payouts.options.js';
import { type Finding, hint, ok } from './finding.js';

/** An API key: its owner and its scopes (permissions), without the secret. */
export interface KeyScopes {
  readonly consumer: string;
  readonly scopes: readonly string[];
}

const REMEDY = 'give each consumer a key with what it needs: cauri keys create';

/**
 * Returns findings about the API keys: whether there are any, and which consumers have too many or too few scopes
 * (permissions). All keys of one consumer count together. Findings are `ok` or `hint`, never `failed`, and contain no
 * secret.
 */
export function keyFindings(keys: readonly KeyScopes[]): Finding[] {
  if (keys.length === 0) {
    const remedy = 'cauri keys create --consumer <name> --scopes <scopes>, or set API_KEYS';
    return [hint('keys', { message: 'there is no API key: every call is answered 401', remedy })];
  }
  const held = new Map<string, Set<string>>();
  for (const { consumer, scopes } of keys) held.set(consumer, new Set([...(held.get(consumer) ?? []), ...scopes]));
  const all = named(held, (scopes) => SCOPES.every((scope) => scopes.has(scope)));
  const both = named(held, (scopes) => scopes.has('payouts:write') && scopes.has('payouts:approve')).filter(
    (consumer) => !all.includes(consumer),
  );
  const nobodyOperates = named(held, (scopes) => scopes.has('operations')).length === 0;
  return [
    ok('keys', `${keys.length} in use, consumers: ${held.size}`),
    ...(all.length > 0 ? [hint('keys', { message: `may do everything: ${all.join(', ')}`, remedy: REMEDY })] : []),
    ...(both.length > 0
      ? [
          hint('keys', {
            message: `order and approve, though never the same payout: ${both.join(', ')}`,
            remedy: REMEDY,
          }),
        ]
      : []),
    ...(nobodyOperates
      ? [hint('keys', { message: 'nobody has operations: reviews are resolved by cauri only', remedy: REMEDY })]
      : []),
  ];
}

/** Returns the consumers whose scopes fulfil the condition `is`. */
function named(held: ReadonlyMap<string, ReadonlySet<string>>, is: (scopes: ReadonlySet<string>) => boolean): string[] {
  return [...held].filter(([, scopes]) => is(scopes)).map(([consumer]) => consumer);
}
