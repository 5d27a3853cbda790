import { isJsonObject } from '../../common/provider-http.js';
import type { AccountGroup, AccountVariable } from './account-variables.js';
import type { Environment } from './environment.js';

type RawAccount = Record<string, unknown>;

/**
 * Configured accounts of one provider, before they are validated. `variableOf` returns the name of the environment
 * variable that sets a field. It is for error messages.
 */
export interface AccountSource {
  readonly list: readonly RawAccount[];
  variableOf(field: string): string;
}

/**
 * Reads the accounts of a provider: one from single variables, or several from the JSON array in `…_ACCOUNTS`. Returns
 * null if none is configured or the JSON is unreadable. Problems, such as both at once, are recorded in `environment`.
 */
export function readAccounts(environment: Environment, group: AccountGroup): AccountSource | null {
  const variable = `${group.prefix}_ACCOUNTS`;
  const single = Object.entries(group.variables).filter(([suffix]) => isSet(environment, nameOf(group, suffix)));
  if (isSet(environment, variable)) {
    for (const [suffix] of single)
      environment.problem(nameOf(group, suffix), `must not be set together with ${variable}`);
    return readArray(environment, group);
  }
  return single.every(([, { modifier }]) => modifier) ? null : readSingle(environment, group);
}

/**
 * Reads the account that the single variables configure. Records a problem for each required variable that is not set.
 */
function readSingle(environment: Environment, group: AccountGroup): AccountSource {
  const account: RawAccount = { name: group.account };
  for (const [suffix, variable] of Object.entries(group.variables)) {
    account[variable.option] = readVariable(environment, nameOf(group, suffix), variable);
  }
  const names = new Map(Object.entries(group.variables).map(([suffix, { option }]) => [option, nameOf(group, suffix)]));
  return { list: [account], variableOf: (field) => names.get(field.replace('accounts[0].', '')) ?? field };
}

function readVariable(environment: Environment, name: string, { required, secret, rule }: AccountVariable): unknown {
  if (!isSet(environment, name)) {
    if (required) environment.problem(name, 'is missing: the group is only partly set');
    return undefined;
  }
  const value = secret ? environment.readSecret(name, rule) : environment.read<unknown>(name, null, rule);
  return value ?? undefined;
}

/**
 * Reads the accounts in the JSON array. A secret in it may be given as `file:/path`. Returns null if it is not an array
 * of objects, which is recorded as a problem.
 */
function readArray(environment: Environment, group: AccountGroup): AccountSource | null {
  const variable = `${group.prefix}_ACCOUNTS`;
  const text = environment.secret(variable);
  if (text === null) return null;
  const list = parseArray(text);
  if (list === null) {
    environment.problem(variable, 'must be a JSON array of objects, at least one');
    return null;
  }
  const secrets = Object.values(group.variables).filter(({ secret }) => secret);
  for (const [index, account] of list.entries()) {
    for (const { option } of secrets) {
      const value = account[option];
      if (typeof value !== 'string') continue;
      account[option] = environment.resolve(`${variable}[${index}].${option}`, value);
    }
  }
  return { list, variableOf: (field) => field.replace(/^accounts/, variable) };
}

function parseArray(text: string): RawAccount[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.length > 0 && list.every(isJsonObject) ? list : null;
  } catch {
    return null;
  }
}

function nameOf({ prefix }: AccountGroup, suffix: string): string {
  return `${prefix}_${suffix}`;
}

function isSet(environment: Environment, variable: string): boolean {
  return environment.text(variable) !== null;
}
