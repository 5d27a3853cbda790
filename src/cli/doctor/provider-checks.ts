import type { ConnectorAccount } from '../../common/connector-account.js';
import { newId } from '../../common/new-id.js';
import { type Instruction, type PayoutConnector, ProviderReadError } from '../../common/payout-connector.js';
import { type Finding, failed, ok } from './finding.js';

/**
 * An account to check. `impostor` is a second connector with wrong credentials, which the provider must refuse. It is
 * null if there is none.
 */
export interface Patient {
  readonly account: ConnectorAccount;
  readonly connector: PayoutConnector;
  readonly impostor: PayoutConnector | null;
}

/**
 * Checks that the provider answers at the configured URL and accepts the account's credentials. It sends only GET
 * requests: for the balance, or for a payout id that does not exist. A failed read becomes a failed finding.
 */
export async function checkProvider({ account, connector, impostor }: Patient): Promise<Finding> {
  try {
    if (connector.balance) {
      const { amount, currency } = await connector.balance(account.name);
      return ok('provider', `it answers; balance ${amount} ${currency}`, account.name);
    }
    await connector.lookup(nobodysPayout(account));
  } catch (error) {
    if (!(error instanceof ProviderReadError)) throw error;
    return troubleWith(account, error);
  }
  // A wrong URL may also answer "not found". It then gives the same answer to wrong credentials.
  return (await answersAnybody(account, impostor))
    ? wrongAddress(account, 'it answers without credentials')
    : ok('provider', 'it answers', account.name);
}

/**
 * Returns true if a look-up with wrong credentials succeeds, which means that the URL is wrong. Returns false if
 * `impostor` is null.
 */
async function answersAnybody(account: ConnectorAccount, impostor: PayoutConnector | null): Promise<boolean> {
  if (impostor === null) return false;
  return impostor.lookup(nobodysPayout(account)).then(
    () => true,
    () => false,
  );
}

/** Returns the instruction to look up a payout that does not exist: its id is new. */
function nobodysPayout({ name, recipientKind, currencies }: ConnectorAccount): Instruction {
  const [currency = { code: '', scale: 0 }] = currencies;
  return {
    account: name,
    payoutId: newId(),
    amount: { minor: 0, scale: currency.scale, currency: currency.code },
    recipient: { kind: recipientKind, value: '' },
    name: null,
    description: null,
    subCompanyId: null,
    expiresAt: null,
    providerId: null,
    firstAttemptAt: null,
    callbackUrl: null,
  };
}

/**
 * Returns the finding for a failed read. Its cause follows from the HTTP status: the network if it is null, the
 * credentials for 401 and 403, the provider for 429 and 5xx, and the URL for any other.
 */
function troubleWith(account: ConnectorAccount, { message, httpStatus }: ProviderReadError): Finding {
  const { name } = account;
  if (httpStatus === null) {
    const remedy = `check the network, and ${variables(account, 'BASE_URL')}`;
    return failed('provider', { account: name, message: `unreachable: ${message}`, remedy });
  }
  if (httpStatus === 401 || httpStatus === 403) {
    const remedy = `correct the credentials of account ${name} (${prefix(account)}_…)`;
    return failed('provider', { account: name, message: `unauthorised: ${message}`, remedy });
  }
  if (httpStatus < 500 && httpStatus !== 429) return wrongAddress(account, message);
  return failed('provider', { account: name, message: `does not work now: ${message}`, remedy: 'try again later' });
}

function wrongAddress(account: ConnectorAccount, message: string): Finding {
  const remedy = `correct ${variables(account, 'BASE_URL')}`;
  return failed('provider', { account: account.name, message: `wrong base URL: ${message}`, remedy });
}

function variables(account: ConnectorAccount, variable: string): string {
  return `${prefix(account)}_${variable}, or baseUrl in ${prefix(account)}_ACCOUNTS`;
}

/** Returns the prefix of the environment variables for the provider of this account, such as `JUMIA_CREDITS`. */
function prefix({ provider }: ConnectorAccount): string {
  return provider.toUpperCase().replaceAll('-', '_');
}
