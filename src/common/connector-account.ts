export type RecipientKind = 'msisdn' | 'email';

export interface AccountCurrency {
  readonly code: string;
  readonly scale: number;
}

/** Guarantees of the provider. The engine uses them to decide if a payout may be sent a second time. */
export interface AccountSafety {
  /** `by-reference`: the provider documents that it never executes the same reference twice. */
  readonly dedupe: 'by-reference' | 'unverified';
  readonly lookup: 'by-reference' | 'scan';
  readonly callbackAuth: 'hmac' | 'capability-url' | 'none';
  /** True if money can come back after `paid`, because the payout was cancelled or expired at the provider. */
  readonly returnsAfterPaid: boolean;
}

/** The operator's rules for one account, in addition to the provider's. Amounts are in minor units of its currency. */
export interface AccountPolicy {
  /** Number of consumers who must approve a payout before it is sent. */
  readonly approvers: 0 | 1 | 2;
  /** Payouts of at most this amount need no approval. Null means that the amount does not matter. */
  readonly approvalAbove: number | null;
  /** Largest sum of the payouts accepted on one day in `timeZone`. Null means no limit. */
  readonly dailyLimit: number | null;
  /** Balance below which the event `account.low_balance` is sent. Null means never. */
  readonly lowBalance: number | null;
  /** True if missing funds hold the account. Then one payout fails for lack of money, and not all of them. */
  readonly holdOnShortfall: boolean;
  /** IANA name of the time zone in which a day of the account begins. */
  readonly timeZone: string;
}

/** An account at a provider from which payouts are paid. */
export interface ConnectorAccount {
  /** 1 to 40 characters `a-z`, `0-9` and `-`. Unique over all providers. */
  readonly name: string;
  readonly provider: string;
  /**
   * Identifies where the provider keeps our ids unique: its address and the wallet, company or merchant. Contains no
   * key. Each payout stores it when accepted. A payout is never sent again under another scope, because it could be
   * paid twice.
   */
  readonly scope: string;
  /** ISO 3166-1 alpha-2 code. Null if the account is not limited to one country. */
  readonly country: string | null;
  readonly currencies: readonly AccountCurrency[];
  readonly recipientKind: RecipientKind;
  /**
   * Smallest and largest amount of one payout, inclusive, in minor units. Null means no limit. An account with limits
   * has one currency.
   */
  readonly limits: { readonly min: number | null; readonly max: number | null };
  readonly safety: AccountSafety;
  readonly requireApproval: boolean;
  readonly requireVerifiedRecipient: boolean;
  /**
   * True if the operator has checked that this provider refuses a repeated reference. A payout that a full search does
   * not find is then sent again.
   */
  readonly resendAfterAbsence: boolean;
  /** The operator's rules. An omitted rule has the default in `policyOf`. */
  readonly policy?: Partial<AccountPolicy>;
}
