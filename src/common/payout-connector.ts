/**
 * The seam between the engine and a provider. A connector says what the provider said; the engine alone decides
 * what may be sent, sent again or given up. It imports nothing, so that a host can write a connector of its own.
 */
import type { CallbackAuthenticator } from './callback-authenticator.js';

export type RecipientKind = 'msisdn' | 'email';

export interface Recipient {
  readonly kind: RecipientKind;
  /** E.164 with `+`, or an e-mail address as the consumer wrote it. */
  readonly value: string;
}

/** An amount in integer minor units at the account's own scale (TND is 2 at JumiaPay although ISO 4217 says 3). */
export interface Money {
  readonly minor: number;
  readonly scale: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

export interface AccountCurrency {
  readonly code: string;
  readonly scale: number;
}

/** What the provider is known to do. The engine derives from it whether a payout may ever be sent again. */
export interface AccountSafety {
  /** `by-reference`: the provider documents that a second submission of our id never executes. */
  readonly dedupe: 'by-reference' | 'unverified';
  readonly lookup: 'by-reference' | 'scan';
  readonly callbackAuth: 'hmac' | 'capability-url' | 'none';
  /** Whether money can come back after `paid` (cancelled or expired credits). */
  readonly returnsAfterPaid: boolean;
}

/** One funding account at a provider. */
export interface ConnectorAccount {
  /** `[a-z0-9-]{1,40}`, unique over all providers. */
  readonly name: string;
  readonly provider: string;
  /**
   * What the provider's uniqueness hangs on: its address and the wallet, company or merchant within which an id is
   * unique, without any key in it. Stored on the payout at acceptance; a payout is never sent again under another scope.
   */
  readonly scope: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly currencies: readonly AccountCurrency[];
  readonly recipientKind: RecipientKind;
  /** Minor units of the first currency, both inclusive: one with limits has one currency. */
  readonly limits: { readonly min: number | null; readonly max: number | null };
  readonly safety: AccountSafety;
  readonly requireApproval: boolean;
  readonly requireVerifiedRecipient: boolean;
  /** The operator has verified that this provider refuses a repeated reference, and said so. */
  readonly resendAfterAbsence: boolean;
}

/** What a consumer asks for, parsed but not yet accepted. */
export interface PayoutDraft {
  readonly account: string;
  readonly amount: Money;
  readonly recipient: Recipient;
  readonly name: string | null;
  readonly description: string | null;
  readonly subCompanyId: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
}

/** A field of the request and the rule that it breaks. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** What the engine hands a connector. */
export interface Instruction extends PayoutDraft {
  /** Our UUIDv7. The provider gets it as `reference` / `partner_credit_id`, the same one for ever. */
  readonly payoutId: string;
  /** Bound by an earlier answer, null until then. */
  readonly providerId: string | null;
  /** Start of the first attempt, epoch milliseconds; a search of a list need not reach further back. */
  readonly firstAttemptAt: number | null;
  /** Where the provider may call us about this payout, null when callbacks are off. */
  readonly callbackUrl: string | null;
}

/**
 * What the provider's status word means.
 * - `processing`: the provider has it, and its end is open.
 * - `paid`: the money has reached the recipient.
 * - `failed`: no money has reached anybody, and none will; also when it was cancelled before it was paid.
 * - `cancelling`: what was paid is being taken back.
 * - `returned`: what was paid has come back, wholly or in part.
 * - `cancellation_failed`, `expiration_failed`: it did not come back; the credit stays with the customer.
 * - `unknown`: a word that the provider's document does not define.
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

/** The provider's copy of what we asked for; null where it says nothing. Amounts are decimal text as told. */
export interface Echo {
  readonly reference: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly recipient: string | null;
}

/** What a provider told us about one payout, through whatever channel. Amounts are decimal text as told. */
export interface Observation {
  readonly fact: ProviderFact;
  /** The provider's own word, at most 64 characters. */
  readonly providerStatus: string;
  readonly providerId: string | null;
  readonly echo: Echo;
  readonly fee: string | null;
  readonly totalAmount: string | null;
  readonly usedAmount: string | null;
  /** Set with the fact `returned`. */
  readonly returnReason: ReturnReason | null;
  readonly failureReason: string | null;
  /** More than one transaction bears our reference. */
  readonly duplicated: boolean;
}

interface Answer {
  /** One line for people: a status code or an error code, never a header, a body or a recipient. */
  readonly reason: string;
  readonly httpStatus: number | null;
  /** From `Retry-After`, already clamped to 1 s…1 h. */
  readonly retryAfterMs: number | null;
}

/**
 * The outcome of one POST. Everything that no allow-list names is `unknown`; so is anything that a connector throws.
 * - `accepted`: a readable 2xx with the provider's id.
 * - `refused`: a 400 in the provider's own envelope.
 * - `not_sent`: `no_connection` (no byte left us) or `throttled` (429 in the envelope).
 * - `account_fault`: 401, 403, 404 or 405 in the envelope: our configuration, not this payout.
 * - `unknown`: may have been executed. `duplicate`: the provider says that it has our reference (409).
 */
export type SubmitOutcome =
  | ({ readonly kind: 'accepted'; readonly observation: Observation } & Answer)
  | ({ readonly kind: 'refused'; readonly providerReason: string | null } & Answer)
  | ({ readonly kind: 'not_sent'; readonly cause: 'no_connection' | 'throttled' } & Answer)
  | ({ readonly kind: 'account_fault' } & Answer)
  | ({ readonly kind: 'unknown'; readonly duplicate: boolean } & Answer);

/** A read that did not tell us what we asked: the engine reads again later and concludes nothing. */
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
  /** The provider's own word, null when it does not know the recipient. */
  readonly kycStatus: string | null;
  readonly payable: boolean;
}

export interface Balance {
  /** Decimal text. */
  readonly amount: string;
  readonly currency: string;
}

/** One line of the provider's own list. */
export interface StatementLine {
  readonly observation: Observation;
  /** Epoch milliseconds, null when the provider's time is unreadable. */
  readonly createdAt: number | null;
  /** True if the line is no transfer at all, such as money that came in. */
  readonly movement?: boolean;
}

export interface PayoutConnector {
  readonly provider: string;
  readonly accounts: readonly ConnectorAccount[];
  /** No POST takes longer, milliseconds. The start refuses one that is longer than the engine's `submitTimeout`. */
  readonly timeoutMs?: number;
  /** Fills in what the account's configuration defaults, before `check`. */
  withDefaults?(draft: PayoutDraft): PayoutDraft;
  /** Every rule of the provider's document, before anything is stored. `now`: epoch milliseconds. */
  check(draft: PayoutDraft, now: number): Problem[];
  /** Exactly one POST: no retry, no redirect. */
  submit(instruction: Instruction): Promise<SubmitOutcome>;
  /** `absent` only after a complete search. @throws ProviderReadError when the search was not complete. */
  lookup(instruction: Instruction): Promise<Observation | 'absent'>;
  readonly callbacks: CallbackAuthenticator;
  /**
   * Asks the provider to take a *paid* payout back; a provider that only stops what is not yet paid has no such verb.
   * One POST, like `submit`; here `unknown` also covers a 404, and the engine reads before it asks again. @throws before anything is sent when the instruction has no `providerId`
   */
  cancel?(instruction: Instruction): Promise<SubmitOutcome>;
  checkRecipient?(account: string, recipient: Recipient, subCompanyId: string | null): Promise<RecipientCheck>;
  balance?(account: string): Promise<Balance>;
  /**
   * The provider's whole list, of what was created from `since` up to but not at `until` (epoch milliseconds) or at a
   * time that cannot be read. A transaction may come twice when the list grows meanwhile.
   * @throws ProviderReadError when the list was not read to its end
   */
  statement?(account: string, since: number, until: number): AsyncIterable<StatementLine>;
  /**
   * Lets the provider call `url` on every change; what is registered already is left alone, also by calls at the same
   * time. Answers the topics newly registered. @throws ProviderReadError, perhaps after some of them
   */
  registerCallbacks?(account: string, url: string): Promise<readonly string[]>;
  /** The topics that `registerCallbacks` would register now; registers nothing. @throws ProviderReadError */
  missingCallbacks?(account: string, url: string): Promise<readonly string[]>;
}
