import type { JumiaCreditsStatus } from './jumia-credits.status.js';

/**
 * An amount in a response, where it is a number in units of the currency and not in minor units. In a request it is a
 * decimal string.
 */
export interface JumiaMoney {
  readonly value: number;
  readonly currency: string;
  readonly symbol: string;
  /** Formatted amount. Do not use it: it contradicts `value` in JumiaPay's own samples. */
  readonly formatted_value: string;
}

/**
 * A credit (money that a customer can spend), as in the samples of the JumiaPay Credits document. All four endpoints
 * return it.
 */
export interface JumiaCredit {
  readonly uuid: string;
  readonly partner_credit_id: string | null;
  readonly name: string;
  readonly description: string;
  readonly source_wallet_account_id: string;
  readonly amount: JumiaMoney;
  /** Amount that the customer has spent. */
  readonly usage: JumiaMoney;
  readonly customer_email: string;
  readonly status: { readonly id: JumiaCreditsStatus; readonly label: string };
  readonly in_approval: boolean;
  readonly expiration_date: string | null;
  readonly callback_url: string | null;
  /** Object about the creation. JumiaPay documents neither its content nor the content of the fields below. */
  readonly created: object | null;
  readonly updated: object | null;
  readonly submitted: object | null;
  readonly approved: object | null;
  readonly declined: object | null;
  readonly cancelled: object | null;
}
