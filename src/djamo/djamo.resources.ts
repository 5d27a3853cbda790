import type { ProviderReply } from '../common/provider-http.js';
import type { DjamoStatus } from './djamo.status.js';

/** The Djamo document, 'The transaction object'. Amounts are whole XOF, times ISO 8601 in UTC. */
export interface DjamoTransaction {
  /** `txn_…` */
  readonly id: string;
  readonly amount: number;
  readonly fee: number;
  /** Amount and fee. */
  readonly totalAmount: number;
  /** Masked in Djamo's own samples. */
  readonly msisdn: string;
  readonly status: DjamoStatus;
  readonly reference: string;
  readonly type: 'transfer';
  /** Only of a transaction that a batch created. */
  readonly batchId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly description: string;
  /** The reasons are not listed; null unless the transaction failed. */
  readonly failureReason: string | null;
}

/** The Djamo document, 'Sending money to multiple Djamo clients'. Its sample's totals do not add up. */
export interface DjamoBatch {
  /** `bat_…` */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly totalAmount: number;
  readonly totalFee: number;
  /** `processing` in the sample; the other words are not listed. */
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

/** The document lists the words and not the body that they come in. */
export interface DjamoCustomer {
  readonly status: DjamoKycStatus;
}

export interface DjamoBalance {
  /** Whole units of the currency. */
  readonly balance: number;
  readonly currency: string;
}

/** What Djamo calls a webhook about. A registration for `transactions/…` is told again as `transaction/…`. */
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
  /** Only active ones may be used. */
  readonly isActive: boolean;
}

/** A page of a list. `count` is wrong in Djamo's own samples: only `cursor.next` tells whether there is more. */
export interface DjamoList<Item> {
  readonly count: number;
  readonly limit: number;
  readonly cursor: { readonly prev: string | null; readonly next: string | null };
  readonly data: readonly Item[];
}

/** The body of every refusal by Djamo itself; the firewall in front of it answers HTML. */
export interface DjamoError {
  readonly statusCode: number;
  readonly message: string | readonly string[];
  readonly error: string;
  /** What Djamo's support asks for. */
  readonly correlationId: string;
  readonly path: string;
  readonly timestamp: string;
}

export type DjamoReply<Body> = ProviderReply<Body & Partial<DjamoError>>;
