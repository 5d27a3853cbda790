/** Answer of the provider to the question whether a recipient can be paid. */
export interface RecipientCheck {
  /**
   * The provider's verification status of the recipient, unchanged. Null if the provider does not know the recipient.
   */
  readonly kycStatus: string | null;
  /**
   * True if the provider accepts payouts to the recipient. If false, the payout of an account with
   * `requireVerifiedRecipient` fails without a POST.
   */
  readonly payable: boolean;
}

/** Balance of an account at the provider. The engine ignores it unless `currency` is the account's first currency. */
export interface Balance {
  /** Balance as a decimal string, with a minus sign if it is below zero. */
  readonly amount: string;
  readonly currency: string;
}

/** A transaction in the provider's own format, with its reference and its time of creation. */
export interface ProviderTransaction {
  /**
   * Fields of the transaction as the provider returned them, without credentials and without the secret parts of URLs.
   */
  readonly shown: Readonly<Record<string, unknown>>;
  /** Reference with which the transaction was created. For our payouts this is the payout's id. Null if it has none. */
  readonly reference: string | null;
  /** Time of creation in epoch milliseconds. Null if the provider's time is unreadable. */
  readonly createdAt: number | null;
}

/** One page of the provider's list of transactions, in the provider's order. */
export interface TransactionPage {
  readonly transactions: readonly ProviderTransaction[];
  /** Cursor with which the provider returns the next page. Null on the last page. */
  readonly next: string | null;
}
