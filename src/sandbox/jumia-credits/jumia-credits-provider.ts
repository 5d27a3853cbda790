import type { Incoming } from '../http.js';
import type { Answer, Endpoint, Operation, Provider, World } from '../provider.js';
import { type Scenario, SUCCESS } from '../scenario.js';
import { CREDIT_SCENARIOS, scenarioOfEmail } from '../scenarios.js';
import { JumiaCreditsCallbackRequests } from './jumia-credits-callback-requests.js';
import type { Credit } from './jumia-credits-credit.js';
import { parseMoney } from './jumia-credits-money.js';
import { type CreditOrder, readCreditOrder } from './jumia-credits-orders.js';
import { CreditStore, type JumiaCreditsSettings } from './jumia-credits-store.js';
import { creditView } from './jumia-credits-view.js';

/**
 * Credentials that the sandbox accepts, and the ids of its two Credit accounts. Other credentials get a 401, and other
 * accounts a 404.
 */
export interface JumiaCreditsAccount {
  apiKey: string;
  businessArea: string;
  creditWalletAccountId: string;
  /** Id of a second Credit account of the same business, in naira (NGN). */
  nairaWalletAccountId: string;
}

/** A Credit account. The ids that clients give to credits are unique within it. */
interface Wallet {
  readonly id: string;
  /**
   * Returns the ISO 4217 code of the account's currency. It is a function, because a test may change the setting
   * `currency`.
   */
  readonly currency: () => string;
  readonly book: CreditStore;
}

const BASE_PATH = 'b2ccredits/api/v1/single-credits';

/** Simulates JumiaPay Credits v1 with the four endpoints of its document. */
export class JumiaCreditsProvider implements Provider {
  readonly scenarios = CREDIT_SCENARIOS;
  private readonly wallets: readonly Wallet[];

  constructor(
    private readonly world: World<JumiaCreditsSettings>,
    private readonly account: JumiaCreditsAccount,
  ) {
    this.wallets = [
      this.open(account.creditWalletAccountId, () => world.settings.currency),
      this.open(account.nairaWalletAccountId, () => 'NGN'),
    ];
  }

  route(incoming: Incoming): Endpoint {
    const { headers, segments } = incoming;
    const { apiKey, businessArea } = this.account;
    const [id, ...rest] = segments.slice(4);
    const wallet = this.wallets.find((one) => one.id === id);
    if (segments.slice(0, 4).join('/') !== BASE_PATH) return this.reading(incoming, this.first, undefined);
    const endpoint = this.endpoint(incoming, wallet ?? this.first, rest);
    if (headers.apikey !== apiKey || headers['x-business-area'] !== businessArea) {
      return refusing(endpoint, this.error(incoming, 401, 'Missing or invalid credentials'));
    }
    if (wallet === undefined) {
      return refusing(endpoint, this.error(incoming, 404, 'Credit account not found'));
    }
    return endpoint;
  }

  /** Returns an error body in the format of JumiaPay's merchant API, because JumiaPay documents none for credits. */
  error(_incoming: Incoming, status: number, ...messages: string[]): Answer {
    const details = messages.map((message) => ({ message }));
    return { status, body: { internal_code: `SIM_${status}`, message: messages.join('; '), details } };
  }

  transactions(): object[] {
    return this.wallets.flatMap((wallet) =>
      wallet.book.all.map((credit) => ({
        ...creditView(credit, wallet.id),
        error_message: credit.errorMessage,
        magic: credit.scenario.word,
      })),
    );
  }

  /**
   * Sets the spent amount of a credit, its status, or both. Any status is accepted, whatever the status was before.
   * `used` is the total spent so far as a decimal string, at most the amount of the credit.
   */
  push(key: string, { status, used }: Record<string, unknown>): Answer {
    const wallet = this.wallets.find(({ book }) => book.withUuid(key) ?? book.withPartnerId(key));
    const credit = wallet?.book.withUuid(key) ?? wallet?.book.withPartnerId(key);
    if (!wallet || !credit) return { status: 404, body: { problems: [`no credit ${key}`] } };
    const usage = used === undefined ? credit.usage : parseMoney(used, credit.amount.currency);
    if (!usage || usage.units > credit.amount.units) {
      return { status: 400, body: { problems: ['used must be a decimal string within the amount'] } };
    }
    if (status !== undefined && typeof status !== 'string') {
      return { status: 400, body: { problems: ['status must be a string'] } };
    }
    if (usage !== credit.usage) wallet.book.spend(credit, usage);
    if (status !== undefined) wallet.book.change(credit, status);
    return { status: 200, body: creditView(credit, wallet.id) };
  }

  /**
   * Creates, in the first wallet, a credit that did not come from a request of the sandbox's client. `reference`, if
   * given, becomes its `partner_credit_id` and must be unique. Name, description and currency have defaults.
   */
  stranger({ reference = null, ...fields }: Record<string, unknown>): Answer {
    const defaults = { name: 'Stranger', description: 'Nobody knows', currency: this.world.settings.currency };
    const order = this.readOrder({ ...defaults, ...fields, partner_credit_id: reference }, this.first);
    if (Array.isArray(order)) return { status: 400, body: { problems: order } };
    const credit = this.first.book.accept(order, scenarioOfEmail(order.customerEmail));
    return { status: 200, body: creditView(credit, this.first.id) };
  }

  private open(id: string, currency: () => string): Wallet {
    return { id, currency, book: new CreditStore(this.world, new JumiaCreditsCallbackRequests(this.world, id)) };
  }

  private get first(): Wallet {
    return this.wallets[0] as Wallet;
  }

  /**
   * Finds the endpoint for a request by its method and the path segments that follow the wallet's id. Any other path
   * gets an endpoint that answers 404.
   */
  private endpoint(incoming: Incoming, wallet: Wallet, [first, second, ...more]: string[]): Endpoint {
    const { method } = incoming;
    const { book } = wallet;
    if (method === 'POST' && first === undefined) return this.create(incoming, wallet);
    if (method === 'POST' && first !== undefined && second === 'cancel' && more.length === 0) {
      return this.onCredit(incoming, 'cancel', book.withUuid(first), (credit, scenario) =>
        this.cancel(incoming, { credit, wallet }, scenario),
      );
    }
    if (method === 'GET' && first === 'partner-id' && second !== undefined && more.length === 0) {
      return this.reading(incoming, wallet, book.withPartnerId(second));
    }
    const credit = method === 'GET' && first && second === undefined ? book.withUuid(first) : undefined;
    return this.reading(incoming, wallet, credit);
  }

  private create(incoming: Incoming, wallet: Wallet): Endpoint {
    const { partner_credit_id: reference, customer_email: email } = incoming.body;
    return {
      operation: 'create',
      ...(typeof reference === 'string' ? { reference } : {}),
      scenario: scenarioOfEmail(email),
      run: (scenario) => {
        const order = this.readOrder(incoming.body, wallet);
        // 400 is the only documented status code for a refusal.
        if (Array.isArray(order)) return this.error(incoming, 400, ...order);
        return { status: 201, body: creditView(wallet.book.accept(order, scenario), wallet.id), executed: true };
      },
    };
  }

  private readOrder(fields: Record<string, unknown>, { currency, book }: Wallet): CreditOrder | string[] {
    const order = readCreditOrder(fields, { currency: currency(), now: this.world.timeline.now() });
    if (Array.isArray(order) || order.partnerCreditId === null) return order;
    // JumiaPay's document says of `partner_credit_id`: "Must be unique for the Credit account".
    return book.withPartnerId(order.partnerCreditId) ? ['partner_credit_id must be unique'] : order;
  }

  private reading(incoming: Incoming, wallet: Wallet, credit: Credit | undefined): Endpoint {
    return this.onCredit(incoming, 'read', credit, (found, { distorts }) => ({
      status: 200,
      body: creditView(found, wallet.id, distorts),
    }));
  }

  /**
   * Starts the cancellation of a credit. Answers 400 unless the status is `delivered`. JumiaPay's document says "Can
   * only be cancelled when its status is delivered".
   */
  private cancel(
    incoming: Incoming,
    { credit, wallet }: { credit: Credit; wallet: Wallet },
    scenario: Scenario,
  ): Answer {
    if (credit.status !== 'delivered') return this.error(incoming, 400, 'The credit is not delivered');
    wallet.book.cancel(credit, scenario);
    return { status: 200, body: creditView(credit, wallet.id) };
  }

  /** Returns an endpoint that calls `run` with the credit, or answers 404 if there is no credit. */
  private onCredit(
    incoming: Incoming,
    operation: Operation,
    credit: Credit | undefined,
    run: (credit: Credit, scenario: Scenario) => Answer,
  ): Endpoint {
    return {
      operation,
      scenario: SUCCESS,
      run: (scenario) => (credit ? run(credit, scenario) : this.error(incoming, 404, 'Single credit not found')),
    };
  }
}

/** Returns a copy of the endpoint that executes nothing and always answers with this error. */
function refusing(endpoint: Endpoint, answer: Answer): Endpoint {
  return { ...endpoint, scenario: SUCCESS, run: () => answer };
}
