/**
 * The interface between the engine and a provider. A connector reports what the provider answered. The engine alone
 * decides whether to send, send again or give up. It depends on nothing else of Cauri, so that a host can write its
 * own connector.
 */
import type { CallbackAuthenticator } from './callback-authenticator.js';

export type RecipientKind = 'msisdn' | 'email';

export interface Recipient {
  readonly kind: RecipientKind;
  /** A phone number in E.164 form with `+`, or an e-mail address as the consumer wrote it. */
  readonly value: string;
}

/**
 * An amount in integer minor units. `scale` is the number of decimals that the account uses, which may differ from ISO
 * 4217: TND has 2 at JumiaPay and 3 in ISO.
 */
export interface Money {
  readonly minor: number;
  readonly scale: number;
  /** ISO 4217 code, upper case. */
  readonly currency: string;
}

export interface AccountCurrency {
  readonly code: string;
  readonly scale: number;
}

/** Guarantees of the provider. The engine derives from them whether a payout may be sent a second time. */
export interface AccountSafety {
  /** `by-reference`: the provider documents that it never executes the same id twice. */
  readonly dedupe: 'by-reference' | 'unverified';
  readonly lookup: 'by-reference' | 'scan';
  readonly callbackAuth: 'hmac' | 'capability-url' | 'none';
  /** True if money can come back after `paid`, because a credit was cancelled or expired. */
  readonly returnsAfterPaid: boolean;
}

/** One funding account at a provider. */
export interface ConnectorAccount {
  /** 1 to 40 characters `a-z`, `0-9` and `-`. Unique over all providers. */
  readonly name: string;
  readonly provider: string;
  /**
   * The scope within which the provider keeps ids unique: its address and the wallet, company or merchant. Contains no
   * key. It is stored on the payout when accepted; a payout is never sent again under another scope.
   */
  readonly scope: string;
  /** ISO 3166-1 alpha-2 code. */
  readonly country: string | null;
  readonly currencies: readonly AccountCurrency[];
  readonly recipientKind: RecipientKind;
  /**
   * Smallest and largest amount, inclusive, in minor units of the first currency. Null means no limit. An account with
   * limits has one currency.
   */
  readonly limits: { readonly min: number | null; readonly max: number | null };
  readonly safety: AccountSafety;
  readonly requireApproval: boolean;
  readonly requireVerifiedRecipient: boolean;
  /**
   * True if the operator has verified that this provider refuses a repeated reference, and has set this in the
   * configuration.
   */
  readonly resendAfterAbsence: boolean;
}

/** A payout as requested by a consumer: parsed, but not yet accepted. */
export interface PayoutDraft {
  readonly account: string;
  readonly amount: Money;
  readonly recipient: Recipient;
  readonly name: string | null;
  readonly description: string | null;
  readonly subCompanyId: string | null;
  /** Epoch milliseconds. Null if the payout does not expire. */
  readonly expiresAt: number | null;
}

/** A field of a request and the rule that it breaks. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** One payout as the engine passes it to a connector. */
export interface Instruction extends PayoutDraft {
  /** Our id of the payout, a UUIDv7. The provider gets it as `reference` or `partner_credit_id`; it never changes. */
  readonly payoutId: string;
  /** The provider's id of the payout. Null until the provider has answered once. */
  readonly providerId: string | null;
  /** Start of the first attempt, epoch milliseconds; null before it. A search need not look further back. */
  readonly firstAttemptAt: number | null;
  /** URL that the provider may call about this payout. Null if callbacks are off. */
  readonly callbackUrl: string | null;
}

/**
 * The meaning of a provider's status word.
 * - `processing`: the provider has the payout and has not finished it.
 * - `paid`: the recipient has the money.
 * - `failed`: nobody got money and nobody will. Includes a payout cancelled before it was paid.
 * - `cancelling`: the provider is taking a paid amount back.
 * - `returned`: a paid amount came back, fully or partly.
 * - `cancellation_failed`, `expiration_failed`: it did not come back; the customer keeps the credit.
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

export type ReturnReason = 'canceled' | 'expired' | 'reversed';

/**
 * The provider's copy of our request, used to detect differences. Null where the provider does not repeat a value.
 * Amounts are decimal strings.
 */
export interface Echo {
  readonly reference: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly recipient: string | null;
}

/** A provider's own record of a payout. It is shown to people and decides nothing. */
export interface ProviderData {
  /** The provider's id of the batch that the payout came in. */
  readonly batchId: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
  /** Epoch milliseconds. */
  readonly updatedAt: number | null;
}

/** What a provider says about one payout, in a reply, a read or a statement. Amounts are decimal strings. */
export interface Observation {
  readonly fact: ProviderFact;
  /** The provider's own word, at most 64 characters. */
  readonly providerStatus: string;
  readonly providerId: string | null;
  readonly echo: Echo;
  readonly fee: string | null;
  readonly totalAmount: string | null;
  readonly usedAmount: string | null;
  /** Set only if the fact is `returned`. */
  readonly returnReason: ReturnReason | null;
  readonly failureReason: string | null;
  /** Left out by a provider that tells none of it. */
  readonly providerData?: ProviderData;
  /** True if more than one transaction has our reference. */
  readonly duplicated: boolean;
}

interface Answer {
  /** One line for people, such as a status code or an error code. Never contains a header, a body or a recipient. */
  readonly reason: string;
  readonly httpStatus: number | null;
  /** Milliseconds of the `Retry-After` header, limited to 1 s…1 h. Null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * The outcome of one POST. Everything that is not listed here is `unknown`, and so is an error thrown by a connector.
 * - `accepted`: a readable 2xx with the provider's id.
 * - `refused`: a 400 in the provider's own error format.
 * - `not_sent`: the payout was not executed. `no_connection`: no byte left us. `throttled`: a 429 in the provider's
 *   format.
 * - `account_fault`: a 401, 403, 404 or 405 in the provider's format. Our configuration is wrong, not this payout.
 * - `unknown`: the payout may have been executed. `duplicate`: the provider says that it has this reference (409).
 */
export type SubmitOutcome =
  | ({ readonly kind: 'accepted'; readonly observation: Observation } & Answer)
  | ({ readonly kind: 'refused'; readonly providerReason: string | null } & Answer)
  | ({ readonly kind: 'not_sent'; readonly cause: 'no_connection' | 'throttled' } & Answer)
  | ({ readonly kind: 'account_fault' } & Answer)
  | ({ readonly kind: 'unknown'; readonly duplicate: boolean } & Answer);

/** Thrown when a read gave no usable answer. The engine reads again later and concludes nothing from it. */
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

export interface RecipientCheck {
  /** The provider's own word. Null if it does not know the recipient. */
  readonly kycStatus: string | null;
  readonly payable: boolean;
}

export interface Balance {
  /** Decimal string. */
  readonly amount: string;
  readonly currency: string;
}

/** A transaction as the provider shows it, and what identifies it. */
export interface ProviderTransaction {
  /** The provider's answer, without credentials and secret parts of addresses. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The reference that it was created with: for a payout of ours, the payout's id. */
  readonly reference: string | null;
  /** Epoch milliseconds. Null if the provider's time is unreadable. */
  readonly createdAt: number | null;
}

/** One page of the provider's own list, in the provider's order. */
export interface TransactionPage {
  readonly transactions: readonly ProviderTransaction[];
  /** The provider's cursor of the next page. Null on the last page. */
  readonly next: string | null;
}

/** One line of the provider's own list of transactions. */
export interface StatementLine {
  readonly observation: Observation;
  /** Epoch milliseconds. Null if the provider's time is unreadable. */
  readonly createdAt: number | null;
  /** True if the line is not a transfer, such as money received. */
  readonly movement?: boolean;
}

export interface PayoutConnector {
  readonly provider: string;
  readonly accounts: readonly ConnectorAccount[];
  /**
   * Longest duration of a POST in milliseconds. The application does not start if it exceeds the engine's
   * `submitTimeout`.
   */
  readonly timeoutMs?: number;
  /** Returns the draft with the defaults of the account's configuration. Called before `check`. */
  withDefaults?(draft: PayoutDraft): PayoutDraft;
  /**
   * Checks a payout against every rule of the provider's document, before it is stored. `now` is in epoch milliseconds.
   */
  check(draft: PayoutDraft, now: number): Problem[];
  /** Sends exactly one POST, without retry and without following a redirect. */
  submit(instruction: Instruction): Promise<SubmitOutcome>;
  /**
   * Looks a payout up by our id. Returns `absent` only after a complete search.
   * @throws ProviderReadError if the search was not complete
   */
  lookup(instruction: Instruction): Promise<Observation | 'absent'>;
  readonly callbacks: CallbackAuthenticator;
  /**
   * Asks the provider to take a *paid* payout back. Absent if a provider can only stop what is not yet paid.
   * Sends one POST, like `submit`. Here `unknown` also covers a 404; the engine reads the payout before it tries again.
   * @throws before it sends anything if the instruction has no `providerId`
   */
  cancel?(instruction: Instruction): Promise<SubmitOutcome>;
  checkRecipient?(account: string, recipient: Recipient, subCompanyId: string | null): Promise<RecipientCheck>;
  balance?(account: string): Promise<Balance>;
  /**
   * Reads the provider's whole list and yields the lines created at or after `since` and before `until` (epoch
   * milliseconds), and lines whose time is unreadable. A line may come twice if the list grows meanwhile.
   * @throws ProviderReadError if the list was not read to its end
   */
  statement?(account: string, since: number, until: number): AsyncIterable<StatementLine>;
  /**
   * Reads one page of the provider's list of transactions; null is the first. Absent if the provider has no list.
   * @throws ProviderReadError
   */
  transactions?(account: string, cursor: string | null): Promise<TransactionPage>;
  /**
   * Reads one transaction by the provider's id, or in another way that the provider has, such as `partner:<id>`.
   * @throws ProviderReadError
   */
  transaction?(account: string, id: string): Promise<ProviderTransaction | 'absent'>;
  /**
   * Registers `url` with the provider for every kind of change. Leaves existing registrations alone, also when called
   * twice at the same time. Returns the newly registered topics.
   * @throws ProviderReadError, possibly after some topics are registered
   */
  registerCallbacks?(account: string, url: string): Promise<readonly string[]>;
  /**
   * Returns the topics that `registerCallbacks` would register, without registering them.
   * @throws ProviderReadError
   */
  missingCallbacks?(account: string, url: string): Promise<readonly string[]>;
}
