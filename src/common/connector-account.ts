/** Kind of address by which a provider identifies a recipient: a phone number or an e-mail address. */
export type RecipientKind = 'msisdn' | 'email';

/** A currency of an account: its ISO 4217 code, and the number of decimals that the provider uses for it. */
export interface AccountCurrency {
  readonly code: string;
  readonly scale: number;
}

/** Guarantees of the provider. The engine uses them to decide, for example, if a payout may be sent a second time. */
export interface AccountSafety {
  /**
   * The provider's protection against a repeated reference. `by-reference`: the provider documents that it never
   * executes the same reference twice. `unverified`: the provider does not document this, so a POST with an unknown
   * outcome is not repeated unless an operator allows it.
   */
  readonly dedupe: 'by-reference' | 'unverified';
  /**
   * Way to find a payout by our id. `by-reference`: one request to the provider. `scan`: reading the provider's whole
   * list.
   */
  readonly lookup: 'by-reference' | 'scan';
  /**
   * Proof that a callback is genuine. `hmac`: the provider signs it. `capability-url`: its URL contains a secret token
   * of ours. `none`: no proof.
   */
  readonly callbackAuth: 'hmac' | 'capability-url' | 'none';
  /**
   * True if money can come back after `paid`, because the payout was cancelled or expired at the provider. The engine
   * then still reads a paid payout at the provider, after each wait in the setting `watchPlan`.
   */
  readonly returnsAfterPaid: boolean;
}

/**
 * Rules of the operator for one account, in addition to the provider's rules. Amounts are in minor units of the
 * account's currency.
 */
export interface AccountPolicy {
  /**
   * Number of different consumers (holders of an API key) who must approve a payout before it is sent. 0 means none.
   */
  readonly approvers: 0 | 1 | 2;
  /** Largest amount that needs no approval. Null means that the number of approvals does not depend on the amount. */
  readonly approvalAbove: number | null;
  /**
   * Largest total amount of the payouts accepted on one day in `timeZone`. Payouts that failed or were canceled do not
   * count. Null means no limit.
   */
  readonly dailyLimit: number | null;
  /**
   * If the balance falls below this amount, the event `account.low_balance` is sent once. It can be sent again after
   * the balance has risen to this amount. Null means that it is never sent.
   */
  readonly lowBalance: number | null;
  /**
   * True if the account is put on hold (no payouts are sent from it) when the provider refuses a payout for lack of
   * funds. Only that payout then fails, and the others wait. If false, the others are sent too and fail.
   */
  readonly holdOnShortfall: boolean;
  /** IANA name of the time zone in which a day of the account begins. */
  readonly timeZone: string;
}

/** An account at a provider from which payouts are paid. */
export interface ConnectorAccount {
  /** Name of 1 to 40 characters `a-z`, `0-9` and `-`. Unique over all providers. */
  readonly name: string;
  readonly provider: string;
  /**
   * Text for the account at the provider within which our ids are unique: the provider's address, and the wallet,
   * company or merchant. It contains no API key. Each payout stores the scope when it is accepted. A payout is never
   * sent again under another scope, because the provider would not recognize its id there and could pay it twice.
   */
  readonly scope: string;
  /**
   * Country of the account as an ISO 3166-1 alpha-2 code. In a file of payouts, a phone number without a country code
   * may be read as a number of this country. Null if the account is not limited to one country.
   */
  readonly country: string | null;
  readonly currencies: readonly AccountCurrency[];
  readonly recipientKind: RecipientKind;
  /**
   * Smallest and largest amount of one payout, inclusive, in minor units. Null means no limit. An account with limits
   * has one currency.
   */
  readonly limits: { readonly min: number | null; readonly max: number | null };
  readonly safety: AccountSafety;
  /** True if a payout may need an approval before it is sent. `policy` says how many; by default it is one. */
  readonly requireApproval: boolean;
  /**
   * True if the recipient is checked with `checkRecipient` before each POST. It has no effect if the connector does not
   * have this method.
   */
  readonly requireVerifiedRecipient: boolean;
  /**
   * True if the operator has checked that this provider refuses a repeated reference. A payout whose POST got no answer
   * is then sent again if a complete search at the provider does not find it.
   */
  readonly resendAfterAbsence: boolean;
  /** Rules of the operator. A rule that is left out has the default from `policyOf`. */
  readonly policy?: Partial<AccountPolicy>;
}
