/**
 * The interface between the engine and a payment provider. A connector sends requests to one provider and reports what
 * the provider answered. Only the engine decides to send, to send again, or to give up. The types for accounts, for
 * optional reads and for callbacks are in `connector-account.ts`, `provider-reads.ts` and `callback-contract.ts`. None
 * of these files imports anything else of Cauri, so that a host (an application that embeds Cauri) can write its own
 * connector.
 */
import type { CallbackAuthenticator } from './callback-contract.js';
import type { ConnectorAccount, RecipientKind } from './connector-account.js';
import type { Balance, ProviderTransaction, RecipientCheck, TransactionPage } from './provider-reads.js';

/** Receiver of a payout: a phone number or an e-mail address. */
export interface Recipient {
  readonly kind: RecipientKind;
  /** Phone number in E.164 form with `+`, or e-mail address as the consumer wrote it. `kind` tells which. */
  readonly value: string;
}

/**
 * An amount in minor units, such as cents. `scale` is the number of decimals of this currency at the provider. It may
 * differ from ISO 4217: TND has 2 at JumiaPay and 3 in ISO.
 */
export interface Money {
  readonly minor: number;
  readonly scale: number;
  /** ISO 4217 code, upper case. */
  readonly currency: string;
}

/** A payout request whose fields are parsed but not yet checked by the connector. */
export interface PayoutDraft {
  readonly account: string;
  readonly amount: Money;
  readonly recipient: Recipient;
  readonly name: string | null;
  readonly description: string | null;
  /** The provider's id of the sub-company in whose name the payout is sent. Null if there is none. */
  readonly subCompanyId: string | null;
  /** Time at which the payout expires, in epoch milliseconds. Null if it does not expire. */
  readonly expiresAt: number | null;
}

/** Validation error: the name of a request field, and the text of the rule that its value breaks. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** A payout as the engine passes it to a connector, to be sent, looked up or cancelled. */
export interface Instruction extends PayoutDraft {
  /** Our id of the payout, a UUIDv7 that never changes. The provider gets it as `reference` or `partner_credit_id`. */
  readonly payoutId: string;
  /** The provider's id of the payout. Null until a response of the provider contains it. */
  readonly providerId: string | null;
  /**
   * Start of the first attempt (one POST to the provider) in epoch milliseconds. Null before the first attempt. A
   * search in the provider's list may stop at entries older than this.
   */
  readonly firstAttemptAt: number | null;
  /** URL for the provider's callbacks about this payout. Null if callbacks are off or go to one URL per account. */
  readonly callbackUrl: string | null;
}

/**
 * The meaning of a provider's status word.
 * - `processing`: the provider has the payout and has not finished it.
 * - `paid`: the recipient has the money.
 * - `failed`: nobody got the money and nobody will. This includes a payout cancelled before it was paid.
 * - `cancelling`: the provider is taking back the money of a paid payout.
 * - `returned`: all or part of the money of a paid payout came back.
 * - `cancellation_failed`, `expiration_failed`: the money did not come back; the recipient keeps it.
 * - `unknown`: the provider's document does not define the word.
 */
export type ProviderFact =
  | 'processing'
  | 'paid'
  | 'failed'
  | 'cancelling'
  | 'returned'
  | 'cancellation_failed'
  | 'expiration_failed'
  | 'unknown';

/** Reason why the money of a paid payout came back. `reversed` if the provider names neither of the others. */
export type ReturnReason = 'canceled' | 'expired' | 'reversed';

/**
 * Values of our request that the provider repeats in its response. One that it does not repeat is null. A difference
 * from the stored payout opens a review (a person must decide). The amount is a decimal string.
 */
export interface Echo {
  readonly reference: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly recipient: string | null;
}

/** Times and batch of a payout at the provider. They are shown to people; no decision depends on them. */
export interface ProviderData {
  /** The provider's id of the batch that contains the payout. Null if there is none. */
  readonly batchId: string | null;
  /** Time at which the provider created the payout, in epoch milliseconds. Null if the provider does not report it. */
  readonly createdAt: number | null;
  /** Time of the provider's last change, in epoch milliseconds. Null if the provider does not report it. */
  readonly updatedAt: number | null;
}

/**
 * A provider's report about one payout. It comes from the response to a POST or to a read, or from a line of the
 * provider's list. Amounts are decimal strings. Null means that the provider did not report the value.
 */
export interface Observation {
  readonly fact: ProviderFact;
  /** The provider's status word, at most 64 characters. Empty if it is missing or unreadable. */
  readonly providerStatus: string;
  readonly providerId: string | null;
  readonly echo: Echo;
  readonly fee: string | null;
  readonly totalAmount: string | null;
  /** Amount that the recipient has already spent. Null if the provider does not report it. */
  readonly usedAmount: string | null;
  /** Reason why the money came back. Null unless the fact is `returned`. */
  readonly returnReason: ReturnReason | null;
  /** The provider's reason for a failure. Null if it gives none. */
  readonly failureReason: string | null;
  /** The provider's own times and batch. Undefined if the provider reports none of them. */
  readonly providerData?: ProviderData;
  /** True if the provider has more than one transaction with our reference. The payout then goes to review. */
  readonly duplicated: boolean;
}

/** Description of the response to one POST, common to all outcomes. */
interface Answer {
  /** Description of the outcome for people, such as `HTTP 503`. Never contains a header, a body or a recipient. */
  readonly reason: string;
  /** HTTP status code. Null if there was no response. */
  readonly httpStatus: number | null;
  /** Wait in milliseconds from the `Retry-After` header, limited to 1 s…1 h. Null without the header. */
  readonly retryAfterMs: number | null;
}

/**
 * The outcome of one POST. Any case not listed here is `unknown`, including an error thrown by the connector.
 * - `accepted`: a 2xx whose body is readable and has the provider's id.
 * - `refused`: a 400 in the provider's own error format. `providerReason` is its explanation, or null.
 * - `not_sent`: the payout was not executed. `no_connection`: no byte of the request was sent. `throttled`: a 429 in
 *   the provider's format.
 * - `account_fault`: a 401, 403, 404 or 405 in the provider's format. Our configuration is wrong, not this payout.
 * - `unknown`: the payout may have been executed. `duplicate` is true if the provider answered that it already has this
 *   reference (409).
 */
export type SubmitOutcome =
  | ({ readonly kind: 'accepted'; readonly observation: Observation } & Answer)
  | ({ readonly kind: 'refused'; readonly providerReason: string | null } & Answer)
  | ({ readonly kind: 'not_sent'; readonly cause: 'no_connection' | 'throttled' } & Answer)
  | ({ readonly kind: 'account_fault' } & Answer)
  | ({ readonly kind: 'unknown'; readonly duplicate: boolean } & Answer);

/**
 * Thrown when a read got no usable response. The engine repeats the read later and concludes nothing from it.
 * `httpStatus` is null if there was no response. `retryAfterMs` is the wait that the provider asks for, or null.
 */
export class ProviderReadError extends Error {
  constructor(
    message: string,
    readonly httpStatus: number | null = null,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'ProviderReadError';
  }
}

/** One transaction in the provider's list. */
export interface StatementLine {
  readonly observation: Observation;
  /** Time of the transaction in epoch milliseconds. Null if the provider's time is unreadable. */
  readonly createdAt: number | null;
  /** True if the line is not a payout but another kind of transaction, such as incoming money. */
  readonly movement?: boolean;
}

/** Adapter to one payment provider. The methods with `?` exist only if the provider has the corresponding endpoint. */
export interface PayoutConnector {
  readonly provider: string;
  readonly accounts: readonly ConnectorAccount[];
  /**
   * The longest time that a POST can take, in milliseconds. The application does not start if it exceeds the engine's
   * `submitTimeout` (the time that the engine allows for one POST). If it is omitted, it is not checked.
   */
  readonly timeoutMs?: number;
  /** Returns the draft with the account's configured defaults filled in. The engine calls it before `check`. */
  withDefaults?(draft: PayoutDraft): PayoutDraft;
  /**
   * Checks a payout against all documented rules of the provider, before the payout is stored. `now` is in epoch
   * milliseconds. Returns a problem for each broken rule, so an empty list for a valid payout.
   */
  check(draft: PayoutDraft, now: number): Problem[];
  /** Sends the payout by exactly one POST, without retry or redirect. An error that it throws counts as `unknown`. */
  submit(instruction: Instruction): Promise<SubmitOutcome>;
  /**
   * Finds a payout at the provider by our id. Returns `absent` if the provider does not have it, and only after a
   * complete search.
   * @throws ProviderReadError if the search was not complete
   */
  lookup(instruction: Instruction): Promise<Observation | 'absent'>;
  /** Verifies the provider's callbacks. */
  readonly callbacks: CallbackAuthenticator;
  /**
   * Asks the provider to take back the money of a *paid* payout, by exactly one POST. A provider that can cancel only
   * unpaid payouts does not have this method. Here a 404 is `unknown` and not `account_fault`. The engine reads the
   * payout before it tries again.
   * @throws before the POST if the instruction has no `providerId`
   */
  cancel?(instruction: Instruction): Promise<SubmitOutcome>;
  /** Asks the provider whether the recipient can be paid. If it throws, a payout that needs this check stays queued. */
  checkRecipient?(account: string, recipient: Recipient, subCompanyId: string | null): Promise<RecipientCheck>;
  balance?(account: string): Promise<Balance>;
  /**
   * Reads the provider's whole list of transactions. Yields the lines created from `since` (inclusive) to `until`
   * (exclusive), in epoch milliseconds, and all lines without a readable time. A line may appear twice if the list
   * grows during the read.
   * @throws ProviderReadError if the list was not read to its end
   */
  statement?(account: string, since: number, until: number): AsyncIterable<StatementLine>;
  /**
   * Reads one page of the provider's list of transactions. A null `cursor` is the first page. A provider without a list
   * does not have this method.
   * @throws ProviderReadError if there is no usable response
   */
  transactions?(account: string, cursor: string | null): Promise<TransactionPage>;
  /**
   * Reads one transaction by the provider's id. A connector may accept other ids too, such as `partner:<id>`.
   * @throws ProviderReadError if there is no usable response
   */
  transaction?(account: string, id: string): Promise<ProviderTransaction | 'absent'>;
  /**
   * Registers `url` as a callback URL at the provider, for every topic (kind of change) that it offers. A topic that is
   * already registered for `url` is not registered again, even if two calls overlap. Returns the newly registered
   * topics.
   * @throws ProviderReadError, possibly after some topics are registered
   */
  registerCallbacks?(account: string, url: string): Promise<readonly string[]>;
  /**
   * Returns the topics that `registerCallbacks` would register. Registers nothing.
   * @throws ProviderReadError if the existing registrations cannot be read
   */
  missingCallbacks?(account: string, url: string): Promise<readonly string[]>;
}
