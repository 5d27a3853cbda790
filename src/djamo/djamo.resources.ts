import type { ProviderReply } from '../common/provider-http.js';
import type { DjamoStatus } from './djamo.status.js';

/**
 * A transaction, as in the Djamo document, 'The transaction object'. Amounts are in whole XOF, times in ISO 8601 and
 * UTC.
 */
export interface DjamoTransaction {
  /** Djamo's id, `txn_…`. */
  readonly id: string;
  readonly amount: number;
  readonly fee: number;
  /** Amount plus fee, in whole XOF. */
  readonly totalAmount: number;
  /** Recipient's phone number. Some digits are masked in Djamo's samples. */
  readonly msisdn: string;
  readonly status: DjamoStatus;
  readonly reference: string;
  readonly type: 'transfer';
  /** Djamo's id of the batch. Missing unless the transaction was created by a batch. */
  readonly batchId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly description: string;
  /** Reason for a failure. Null unless the transaction failed. Djamo does not document the possible reasons. */
  readonly failureReason: string | null;
}

/**
 * A batch, as in the Djamo document, 'Sending money to multiple Djamo clients'. The totals in its sample do not add up.
 */
export interface DjamoBatch {
  /** Djamo's id, `bat_…`. */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly totalAmount: number;
  readonly totalFee: number;
  /** Status word. The sample has `processing`; Djamo does not document the others. */
  readonly status: string;
  readonly transactions: readonly DjamoTransaction[];
}

/** Verification status of a client, as in the Djamo document, 'Check customer'. */
export type DjamoKycStatus =
  | 'awaiting_data'
  | 'awaiting_approval'
  | 'age_rejected'
  | 'expired_document_date'
  | 'rejected'
  | 'unverified'
  | 'suspected'
  | 'complete';

/** Response of 'Check customer'. Djamo documents the status words, but not this body. */
export interface DjamoCustomer {
  readonly status: DjamoKycStatus;
}

export interface DjamoBalance {
  /** Balance in whole units of the currency. */
  readonly balance: number;
  readonly currency: string;
}

/** Topics of Djamo's webhooks. Registered as `transactions/…`, they are listed as `transaction/…`. */
export type DjamoTopic = 'transactions/started' | 'transactions/completed' | 'transactions/failed';

export interface DjamoWebhook {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly topic: string;
  readonly url: string;
}

export interface DjamoSubCompany {
  /** Djamo's id, `subco_…`. */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly name: string;
  readonly logoUrl: string;
  /** Only an active sub-company may be used. */
  readonly isActive: boolean;
}

/** One page of a list. Use `cursor.next` to see if there is another page; `count` is wrong in Djamo's samples. */
export interface DjamoList<Item> {
  readonly count: number;
  readonly limit: number;
  readonly cursor: { readonly prev: string | null; readonly next: string | null };
  readonly data: readonly Item[];
}

/** Body of an error from Djamo itself. The firewall in front of Djamo sends HTML instead. */
export interface DjamoError {
  readonly statusCode: number;
  readonly message: string | readonly string[];
  readonly error: string;
  /** Id of the request. Djamo's support asks for it. */
  readonly correlationId: string;
  readonly path: string;
  readonly timestamp: string;
}

export type DjamoReply<Body> = ProviderReply<Body & Partial<DjamoError>>;
