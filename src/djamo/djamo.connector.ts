import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../common/connector-account.js';
import { balanceText } from '../common/money.js';
import {
  type Instruction,
  type Observation,
  type PayoutConnector,
  type PayoutDraft,
  type Problem,
  ProviderReadError,
  type Recipient,
  type StatementLine,
  type SubmitOutcome,
} from '../common/payout-connector.js';
import { isJsonObject } from '../common/provider-http.js';
import type { Balance, ProviderTransaction, RecipientCheck, TransactionPage } from '../common/provider-reads.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import { readStatus, readText } from '../common/provider-values.js';
import { submitOutcome } from '../common/submit-outcome.js';
import { djamoAccount } from './djamo.accounts.js';
import { DjamoCallbacks } from './djamo.callbacks.js';
import { DjamoClient } from './djamo.client.js';
import { isDjamoEnvelope, isDjamoNotFound } from './djamo.envelope.js';
import { djamoObservation } from './djamo.observation.js';
import { DjamoOptions } from './djamo.options.js';
import { transactionPages } from './djamo.pages.js';
import { DjamoRegistration } from './djamo.registration.js';
import { createTransaction } from './djamo.request.js';
import { djamoProblems } from './djamo.rules.js';
import { DjamoSearch } from './djamo.search.js';
import { djamoStatement } from './djamo.statement.js';
import { djamoTransaction, djamoTransactions } from './djamo.transactions.js';

/**
 * Connector for the Djamo Business API, which pays in XOF to phone numbers. It has no `cancel`. If an account is
 * unknown, its methods throw, except `check`, which returns a problem.
 */
@Injectable()
export class DjamoConnector implements PayoutConnector {
  readonly provider = 'djamo';
  readonly accounts: readonly ConnectorAccount[];
  readonly timeoutMs: number;
  readonly callbacks: DjamoCallbacks;
  private readonly searches: ReadonlyMap<string, DjamoSearch>;
  private readonly registrations: ReadonlyMap<string, DjamoRegistration>;

  constructor(
    private readonly options: DjamoOptions,
    private readonly client: DjamoClient,
  ) {
    this.timeoutMs = options.timeoutMs;
    this.accounts = options.accounts.map(djamoAccount);
    this.callbacks = new DjamoCallbacks(options.accounts);
    this.searches = new Map(options.accounts.map(({ name }) => [name, new DjamoSearch(client, name)]));
    this.registrations = new Map(options.accounts.map(({ name }) => [name, new DjamoRegistration(client, name)]));
  }

  check(draft: PayoutDraft): Problem[] {
    const account = this.options.accounts.find(({ name }) => name === draft.account);
    return account ? djamoProblems(draft, account) : [{ field: 'account', message: 'is not configured' }];
  }

  async submit(instruction: Instruction): Promise<SubmitOutcome> {
    const call = this.client.createTransaction(instruction.account, createTransaction(instruction));
    return submitOutcome(call, { isEnvelope: isDjamoEnvelope, observe: djamoObservation });
  }

  /**
   * Reads the transaction by Djamo's id. If that id is not known yet, searches the transaction by our id. Returns
   * `absent` if Djamo does not have it.
   * @throws ProviderReadError if there is no usable response or the search was not complete
   */
  async lookup({ account, providerId, payoutId }: Instruction): Promise<Observation | 'absent'> {
    return providerId === null ? this.lookupByReference(account, payoutId) : this.lookupById(account, providerId);
  }

  /**
   * Checks whether a recipient is a Djamo client who can be paid. Only a client with the verification status `complete`
   * can be paid. The status of a number that Djamo does not know is null.
   * @throws ProviderReadError if there is no usable response
   */
  async checkRecipient(account: string, recipient: Recipient, subCompanyId: string | null): Promise<RecipientCheck> {
    const customer = { msisdn: recipient.value, ...(subCompanyId === null ? {} : { subCompanyId }) };
    const reply = await readReply(this.client.checkCustomer(account, customer));
    if (isDjamoNotFound(reply)) return { kycStatus: null, payable: false };
    // Djamo documents the status words, but not the body that contains them.
    const kycStatus = isSuccess(reply) && isJsonObject(reply.json) ? readStatus(reply.json.status) : null;
    if (kycStatus === null) throw unreadable(reply);
    return { kycStatus, payable: kycStatus === 'complete' };
  }

  /**
   * Reads the account's balance. If Djamo does not name the currency, it is XOF.
   * @throws ProviderReadError if there is no usable response
   */
  async balance(account: string): Promise<Balance> {
    const reply = await readReply(this.client.getBalance(account));
    const { balance, currency } = isSuccess(reply) && isJsonObject(reply.json) ? reply.json : {};
    const amount = balanceText(balance);
    if (amount === null) throw unreadable(reply);
    return { amount, currency: readText(currency) ?? 'XOF' };
  }

  /**
   * Reads the whole list of transactions and yields those created from `since` (inclusive) to `until` (exclusive), in
   * epoch milliseconds, and those without a readable time.
   * @throws ProviderReadError if the list was not read to its end
   */
  statement(account: string, since: number, until: number): AsyncIterable<StatementLine> {
    return djamoStatement(transactionPages(this.client, account, null), since, until);
  }

  /**
   * Reads one page of the account's transactions. A null `cursor` is the first page.
   * @throws ProviderReadError if there is no usable response
   */
  transactions(account: string, cursor: string | null): Promise<TransactionPage> {
    return djamoTransactions(this.client, account, cursor);
  }

  /**
   * Reads one transaction by Djamo's id. Returns `absent` if Djamo answers that it does not exist.
   * @throws ProviderReadError if there is no usable response
   */
  transaction(account: string, id: string): Promise<ProviderTransaction | 'absent'> {
    return djamoTransaction(this.client, account, id);
  }

  /**
   * Registers the callback URL for the three `transactions/…` topics. Returns the newly registered topics. Djamo's
   * response does not contain the signing secret. Callbacks are accepted only if the account's `webhookSecret` is
   * configured.
   * @throws ProviderReadError, possibly after some topics are registered
   */
  async registerCallbacks(account: string, url: string): Promise<readonly string[]> {
    return ofAccount(this.registrations, account).register(url);
  }

  /**
   * Returns the topics of `registerCallbacks` for which the URL is not registered. Registers nothing.
   * @throws ProviderReadError if the registered webhooks cannot be read
   */
  async missingCallbacks(account: string, url: string): Promise<readonly string[]> {
    return ofAccount(this.registrations, account).missing(url);
  }

  private async lookupById(account: string, id: string): Promise<Observation | 'absent'> {
    const reply = await readReply(this.client.getTransaction(account, id));
    if (isDjamoNotFound(reply)) return 'absent';
    if (!isSuccess(reply)) throw unreadable(reply);
    return readable(reply.json);
  }

  /** Searches the transaction by our id. `duplicated` is true if several transactions have it. */
  private async lookupByReference(account: string, reference: string): Promise<Observation | 'absent'> {
    const [first, ...others] = (await ofAccount(this.searches, account).find(reference)).map(readable);
    if (first === undefined) return 'absent';
    return { ...first, duplicated: others.some(({ providerId }) => providerId !== first.providerId) };
  }
}

function ofAccount<Service>(services: ReadonlyMap<string, Service>, account: string): Service {
  const service = services.get(account);
  if (service === undefined) throw new Error(`no Djamo account is named ${account}`);
  return service;
}

/**
 * Converts a transaction that was read from Djamo to an observation.
 * @throws ProviderReadError if the transaction has no id or no status; the engine reads it again later
 */
function readable(json: unknown): Observation {
  const observation = djamoObservation(json);
  if (observation === null || observation.providerStatus === '') {
    throw new ProviderReadError('a transaction without a readable id or status');
  }
  return observation;
}
