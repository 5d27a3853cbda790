import type { Problem } from '../../common/payout-connector.js';
import { type DjamoOptions, parseDjamoOptions } from '../../djamo/djamo.options.js';
import { type JumiaCreditsOptions, parseJumiaCreditsOptions } from '../../jumia-credits/jumia-credits.options.js';
import { type AccountGroup, DJAMO, JUMIA_CREDITS } from './account-variables.js';
import type { Environment } from './environment.js';
import { readAccounts } from './read-account-variables.js';

/** Settings that apply to the accounts of all providers. */
export interface Transport {
  /** Maximum duration of a request to a provider, in milliseconds. */
  readonly timeoutMs: number;
  /** URL of the proxy for requests to providers. Null for none. */
  readonly proxy: string | null;
  /** Maximum number of pages of one Djamo list that are read per second. */
  readonly readRate: number;
  /** True if at least one account must be configured. */
  readonly required: boolean;
}

/** Name of the environment variable for each option that applies to the accounts of all providers. */
const TRANSPORT_VARIABLES: Readonly<Record<string, string>> = {
  timeoutMs: 'SUBMIT_TIMEOUT',
  proxy: 'PROVIDER_PROXY',
  readRate: 'READ_RATE',
};

/** Options of each connector. Null if the provider has no account, or an invalid one. */
export interface ProviderAccounts {
  readonly djamo: DjamoOptions | null;
  readonly jumiaCredits: JumiaCreditsOptions | null;
}

/**
 * Reads the accounts of all providers. They are validated as options of the connectors. Problems, such as two accounts
 * with the same name, are recorded in `environment`.
 */
export function readProviderAccounts(
  environment: Environment,
  { readRate, required, ...transport }: Transport,
): ProviderAccounts {
  const problemsBefore = environment.problems.length;
  const read = <T>(group: AccountGroup, parse: (raw: unknown) => T) =>
    parseAccounts(environment, group, (accounts) => parse({ ...transport, accounts }));
  const jumiaCredits = read(JUMIA_CREDITS, parseJumiaCreditsOptions);
  // `readRate` limits how fast a list is read. JumiaPay has no list.
  const djamo = read(DJAMO, (raw) => parseDjamoOptions({ ...(raw as object), readRate }));
  if (required && jumiaCredits === null && djamo === null && environment.problems.length === problemsBefore) {
    environment.problem(
      'JUMIA_CREDITS_BASE_URL, DJAMO_BASE_URL',
      'or one of their _ACCOUNTS must be set: there is no account',
    );
  }
  const taken = new Set(jumiaCredits?.accounts.map(({ name }) => name));
  const repeated = djamo?.accounts.filter(({ name }) => taken.has(name)) ?? [];
  for (const { name } of repeated)
    environment.problem('DJAMO_ACCOUNTS', `must not repeat the name ${name} of JumiaPay Credits`);
  return { djamo, jumiaCredits };
}

/** Reads and validates the accounts of one provider. Returns null if there are none or they are invalid. */
function parseAccounts<T>(
  environment: Environment,
  group: AccountGroup,
  parse: (accounts: readonly unknown[]) => T,
): T | null {
  const source = readAccounts(environment, group);
  if (source === null) return null;
  try {
    return parse(source.list);
  } catch (error) {
    const reported = new Set(environment.problems.map(({ variable }) => variable));
    for (const { field, message } of problemsOf(error)) {
      const variable = TRANSPORT_VARIABLES[field] ?? source.variableOf(field);
      // This variable is already reported as unreadable, so that it is missing is not reported too.
      if (!reported.has(variable)) environment.problem(variable, message);
    }
    return null;
  }
}

/**
 * Returns the problems in the options error of a connector.
 * @throws the error itself if it is any other error
 */
function problemsOf(error: unknown): readonly Problem[] {
  const { problems } = error as { problems?: readonly Problem[] };
  if (problems === undefined) throw error;
  return problems;
}
