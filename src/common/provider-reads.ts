export interface RecipientCheck {
  /**
   * The provider's verification status of the recipient, unchanged. Null if the provider does not know the recipient.
   */
  readonly kycStatus: string | null;
  readonly payable: boolean;
}

export interface Balance {
  /** The balance as a decimal string. */
  readonly amount: string;
  readonly currency: string;
}

/** A transaction in the provider's own format, with the fields that identify it. */
export interface ProviderTransaction {
  /** The transaction as the provider returned it, without credentials and secret parts of URLs. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The reference that it was created with. For our payouts this is the payout's id. */
  readonly reference: string | null;
  /** Time of creation in epoch milliseconds. Null if the provider's time is unreadable. */
  readonly createdAt: number | null;
}

/** One page of the provider's list of transactions, in the provider's order. */
export interface TransactionPage {
  readonly transactions: readonly ProviderTransaction[];
  /** The provider's cursor for the next page. Null on the last page. */
  readonly next: string | null;
}
