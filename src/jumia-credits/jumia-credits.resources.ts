import type { JumiaCreditsStatus } from './jumia-credits.status.js';

/** An amount in a reply, where it is a number in units of the currency. In a request it is a text. */
export interface JumiaMoney {
  readonly value: number;
  readonly currency: string;
  readonly symbol: string;
  /** Contradicts `value` in the document's own samples. */
  readonly formatted_value: string;
}

/** The JumiaPay Credits document, the response samples. All four endpoints return the same object. */
export interface JumiaCredit {
  readonly uuid: string;
  readonly partner_credit_id: string | null;
  readonly name: string;
  readonly description: string;
  readonly source_wallet_account_id: string;
  readonly amount: JumiaMoney;
  /** The part that the customer has spent. */
  readonly usage: JumiaMoney;
  readonly customer_email: string;
  readonly status: { readonly id: JumiaCreditsStatus; readonly label: string };
  readonly in_approval: boolean;
  readonly expiration_date: string | null;
  readonly callback_url: string | null;
  /** The document does not show the content of these. */
  readonly created: object | null;
  readonly updated: object | null;
  readonly submitted: object | null;
  readonly approved: object | null;
  readonly declined: object | null;
  readonly cancelled: object | null;
}
