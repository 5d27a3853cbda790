import type { ProviderReply } from '../common/provider-http.js';
import type { DjamoStatus } from './djamo.status.js';

/** The Djamo document, 'The transaction object'. Amounts are whole XOF, times ISO 8601 in UTC. */
export interface DjamoTransaction {
  /** `txn_…` */
  readonly id: string;
  readonly amount: number;
  readonly fee: number;
  /** Amount plus fee. */
  readonly totalAmount: number;
  /** Masked in Djamo's own samples. */
  readonly msisdn: string;
  readonly status: DjamoStatus;
  readonly reference: string;
  readonly type: 'transfer';
  /** Set only for a transaction created by a batch. */
  readonly batchId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly description: string;
  /** Null unless the transaction failed. The possible reasons are not documented. */
  readonly failureReason: string | null;
}

/** The Djamo document, 'Sending money to multiple Djamo clients'. The totals in its sample do not add up. */
export interface DjamoBatch {
  /** `bat_…` */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly totalAmount: number;
  readonly totalFee: number;
  /** `processing` in the sample. The other words are not documented. */
  readonly status: string;
  readonly transactions: readonly DjamoTransaction[];
}

/** The Djamo document, 'Check customer'. */
export type DjamoKycStatus =
  | 'awaiting_data'
  | 'awaiting_approval'
  | 'age_rejected'
  | 'expired_document_date'
  | 'rejected'
  | 'unverified'
  | 'suspected'
  | 'complete';

/** The body of 'Check customer'. The document lists the status words, but not this body. */
export interface DjamoCustomer {
  readonly status: DjamoKycStatus;
}

export interface DjamoBalance {
  /** Whole units of the currency. */
  readonly balance: number;
  readonly currency: string;
}

/** Topics of Djamo's webhooks. A topic registered as `transactions/…` is listed as `transaction/…`. */
export type DjamoTopic = 'transactions/started' | 'transactions/completed' | 'transactions/failed';

export interface DjamoWebhook {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly topic: string;
  readonly url: string;
}

export interface DjamoSubCompany {
  /** `subco_…` */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly name: string;
  readonly logoUrl: string;
  /** Only an active sub-company may be used. */
  readonly isActive: boolean;
}

/** One page of a list. `count` is wrong in Djamo's own samples; use `cursor.next` to see if there is another page. */
export interface DjamoList<Item> {
  readonly count: number;
  readonly limit: number;
  readonly cursor: { readonly prev: string | null; readonly next: string | null };
  readonly data: readonly Item[];
}

/** The body of an error by Djamo itself. The firewall in front of Djamo sends HTML instead. */
export interface DjamoError {
  readonly statusCode: number;
  readonly message: string | readonly string[];
  readonly error: string;
  /** The id that Djamo's support asks for. */
  readonly correlationId: string;
  readonly path: string;
  readonly timestamp: string;
}

export type DjamoReply<Body> = ProviderReply<Body & Partial<DjamoError>>;
