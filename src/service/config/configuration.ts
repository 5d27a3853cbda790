import type { CallbackKey } from '../../common/callback-contract.js';
import type { ApiKey } from '../../payouts/access/configured-keys.js';
import {
  type EncryptionKey,
  LOOKUPS,
  type LookupBeforeFirstSend,
  type PayoutsTimings,
} from '../../payouts/payouts.options.js';
import { type Addresses, readAddresses } from './addresses.js';
import { ConfigurationError, type ConfigurationProblem } from './configuration.error.js';
import { Environment } from './environment.js';
import { readApiKeys, readCallbackKeys, readEncryptionKeys, readMetricsKeys } from './keys.js';
import { type ProviderAccounts, readProviderAccounts } from './provider-accounts.js';
import { readTimings } from './timings.js';
import { unknownVariables } from './unknown-variables.js';
import { flag, integer, oneOf, TEXT } from './variable-rules.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Configuration of the standalone service, read from environment variables and checked. Defaults are filled in. */
export interface Configuration extends Addresses, ProviderAccounts {
  readonly port: number;
  readonly host: string;
  /** `auto`: pending migrations are applied at start. `manual`: the service does not start while any is pending. */
  readonly migrations: 'auto' | 'manual';
  readonly callbackKeys: readonly CallbackKey[];
  readonly apiKeys: readonly ApiKey[];
  /**
   * True if this process sends and reads payouts. False if it only serves the API; another process must then send them.
   */
  readonly worker: boolean;
  readonly lookupBeforeFirstSend: LookupBeforeFirstSend;
  /** True if the operators' page is served at `/console`. */
  readonly console: boolean;
  readonly timings: PayoutsTimings;
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
  /**
   * Keys for the secrets of webhook endpoints. The first one encrypts; all decrypt. Without any, the secrets are stored
   * as plain text.
   */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** Bearer keys for `/metrics`. Any one of them gives access. If there are none, everybody may read the metrics. */
  readonly metricsKeys: readonly string[];
  /** True if `/docs` and `/openapi.json` are served. Neither needs an API key. */
  readonly docs: boolean;
  /** Variables that look like ours but do not exist. They do not prevent the start, which logs a warning about each. */
  readonly unknownVariables: readonly ConfigurationProblem[];
}

/**
 * Reads and checks the whole configuration of the standalone service. With `accounts: 'optional'`, there may be no
 * account, as for commands that use only the database.
 * @throws ConfigurationError with all problems
 */
export function loadConfiguration(
  variables: NodeJS.ProcessEnv,
  { accounts = 'required' }: { readonly accounts?: 'required' | 'optional' } = {},
): Configuration {
  const environment = new Environment(variables);
  const addresses = readAddresses(environment);
  const timings = readTimings(environment);
  const callbackKeys = readCallbackKeys(environment);
  if (addresses.publicUrl !== null && environment.text('CALLBACK_KEYS') === null) {
    environment.problem('CALLBACK_KEYS', 'must be set with PUBLIC_URL');
  }
  const configuration: Configuration = {
    ...addresses,
    ...readProviderAccounts(environment, {
      timeoutMs: timings.submitTimeout,
      proxy: addresses.providerProxy,
      readRate: timings.readRate,
      required: accounts === 'required',
    }),
    port: environment.read('PORT', 3_000, integer(0, 65_535)),
    host: environment.read('HOST', '0.0.0.0', TEXT),
    migrations: environment.read('MIGRATIONS', 'auto', oneOf('auto', 'manual')),
    callbackKeys,
    apiKeys: readApiKeys(environment),
    worker: environment.read('WORKER', true, flag('on', 'off')),
    lookupBeforeFirstSend: environment.read('LOOKUP_BEFORE_FIRST_SEND', 'auto', oneOf(...LOOKUPS)),
    console: environment.read('CONSOLE', true, flag('on', 'off')),
    timings,
    logLevel: environment.read('LOG_LEVEL', 'info', oneOf(...LOG_LEVELS)),
    logFormat: environment.read('LOG_FORMAT', 'json', oneOf('json', 'pretty')),
    encryptionKeys: readEncryptionKeys(environment),
    metricsKeys: readMetricsKeys(environment),
    docs: environment.read('DOCS', true, flag('on', 'off')),
    unknownVariables: unknownVariables(variables),
  };
  // A misspelt variable is often why another one is missing, so it is named beside the problems.
  if (environment.problems.length > 0)
    throw new ConfigurationError([...environment.problems, ...configuration.unknownVariables]);
  return configuration;
}
