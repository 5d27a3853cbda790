import type { CallbackKey } from '../../common/callback-contract.js';
import { type ApiKey, CONSUMER } from '../../payouts/access/configured-keys.js';
import { KID, KID_RULE, SECRET, SECRET_RULE } from '../../payouts/options-rules.js';
import { type EncryptionKey, SCOPES, type Scope } from '../../payouts/payouts.options.js';
import type { Environment } from './environment.js';

/** One entry of a list: its value, or the rule that it breaks. */
type Entry<T> = { readonly value: T } | { readonly problem: string };

/**
 * Reads the API keys from `consumer:secret:scope+scope[,…]`. A scope may contain a `:`, and `*` stands for all scopes.
 */
export function readApiKeys(environment: Environment): ApiKey[] {
  const keys = readEntries(environment, 'API_KEYS', apiKey);
  refuseRepeated(
    environment,
    'API_KEYS',
    'secret',
    keys.map(({ secret }) => secret),
  );
  return keys;
}

/** Reads the callback keys from `kid:secret[,kid:secret]`. The first key signs; all keys verify. */
export function readCallbackKeys(environment: Environment): CallbackKey[] {
  const keys = readEntries(environment, 'CALLBACK_KEYS', callbackKey);
  refuseRepeated(
    environment,
    'CALLBACK_KEYS',
    'kid',
    keys.map(({ kid }) => kid),
  );
  return keys;
}

/**
 * Reads the encryption keys from `kid:base64[,kid:base64]`, each of 32 bytes. The first key encrypts; all keys decrypt.
 */
export function readEncryptionKeys(environment: Environment): EncryptionKey[] {
  const keys = readEntries(environment, 'ENCRYPTION_KEY', encryptionKey);
  refuseRepeated(
    environment,
    'ENCRYPTION_KEY',
    'kid',
    keys.map(({ kid }) => kid),
  );
  return keys;
}

/** Reads the bearer keys for `/metrics` from `secret[,secret]`, at most two. Any one of them gives access. */
export function readMetricsKeys(environment: Environment): string[] {
  const keys = readEntries(environment, 'METRICS_KEY', (text) =>
    SECRET.test(text) ? { value: text } : { problem: SECRET_RULE },
  );
  if (keys.length > 2) environment.problem('METRICS_KEY', 'must be one secret, or two separated by a comma');
  refuseRepeated(environment, 'METRICS_KEY', 'secret', keys);
  return keys;
}

function encryptionKey(text: string): Entry<EncryptionKey> {
  const [kid = '', ...rest] = text.split(':');
  if (!KID.test(kid)) return { problem: KID_RULE };
  const base64 = rest.join(':');
  const key = Buffer.from(base64, 'base64');
  const is32Bytes = key.length === 32 && key.toString('base64') === base64;
  return is32Bytes ? { value: { kid, key } } : { problem: 'must be kid:base64 of 32 bytes' };
}

function apiKey(text: string): Entry<ApiKey> {
  const [consumer = '', secret = '', ...rest] = text.split(':');
  if (!CONSUMER.test(consumer)) return { problem: 'the consumer must be 1 to 100 visible ASCII characters' };
  if (!SECRET.test(secret)) return { problem: SECRET_RULE };
  const scopes = readScopes(rest.join(':'));
  return scopes === null
    ? { problem: `the scopes must be * or some of ${SCOPES.join(', ')}, joined by +` }
    : { value: { consumer, secret, scopes } };
}

/**
 * Returns the scopes in a text such as `payouts:read+operations`, each once. `*` means all scopes. Returns null if the
 * text contains a scope that does not exist.
 */
export function readScopes(text: string): readonly Scope[] | null {
  if (text === '*') return SCOPES;
  const words = text.split('+');
  return words.every((word) => (SCOPES as readonly string[]).includes(word)) ? [...new Set(words as Scope[])] : null;
}

function callbackKey(text: string): Entry<CallbackKey> {
  const [kid = '', ...rest] = text.split(':');
  const secret = rest.join(':');
  if (!KID.test(kid)) return { problem: KID_RULE };
  return SECRET.test(secret) ? { value: { kid, secret } } : { problem: SECRET_RULE };
}

/**
 * Reads a comma-separated list. An invalid entry is left out and recorded as a problem. The problem names the entry by
 * its number and not by its text, because any part of a mistyped entry may be a secret.
 */
function readEntries<T>(environment: Environment, variable: string, parse: (text: string) => Entry<T>): T[] {
  const entries = environment.secret(variable)?.split(',') ?? [];
  return entries.flatMap((text, index) => {
    const entry = parse(text.trim());
    if ('value' in entry) return [entry.value];
    environment.problem(variable, `entry ${index + 1}: ${entry.problem}`);
    return [];
  });
}

function refuseRepeated(environment: Environment, variable: string, what: string, values: readonly string[]): void {
  if (new Set(values).size < values.length) environment.problem(variable, `must not have the same ${what} twice`);
}
