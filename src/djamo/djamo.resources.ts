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
  /** Id that the caller gave the transaction. For our payouts this is the payout's id. */
  readonly reference: string;
  readonly type: 'transfer';
  /** Djamo's id of the batch that created the transaction. Missing if it was not created by a batch. */
  readonly batchId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly description: string;
  /** Reason for a failure. Null unless the transaction failed. Djamo does not document the possible reasons. */
  readonly failureReason: string | null;
}

/**
 * A batch of transactions, as in the Djamo document, 'Sending money to multiple Djamo clients'. Amounts are in whole
 * XOF. The totals in Djamo's sample do not add up.
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

/**
 * Verification status of a Djamo client (a person with a Djamo account), as in the Djamo document, 'Check customer'.
 */
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

/** Response of `GET /v1/balance`. */
export interface DjamoBalance {
  /** Balance in whole units of the currency. */
  readonly balance: number;
  readonly currency: string;
}

/** Topics (kinds of event) of Djamo's webhooks, in the form for registering. Djamo lists them as `transaction/…`. */
export type DjamoTopic = 'transactions/started' | 'transactions/completed' | 'transactions/failed';

/** A callback URL that is registered at Djamo. Djamo calls it a webhook. */
export interface DjamoWebhook {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Topic in the form in which Djamo lists it, such as `transaction/failed`. */
  readonly topic: string;
  readonly url: string;
}

/** A sub-company: a customer of the account's owner, in whose name payouts are sent. */
export interface DjamoSubCompany {
  /** Djamo's id, `subco_…`. */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly name: string;
  readonly logoUrl: string;
  /** True if the sub-company may be used for payouts. */
  readonly isActive: boolean;
}

/**
 * One page of a list. `cursor.next` is null on the last page. Do not use `count`, which is wrong in Djamo's samples.
 */
export interface DjamoList<Item> {
  readonly count: number;
  /** Maximum number of items on a page. */
  readonly limit: number;
  readonly cursor: { readonly prev: string | null; readonly next: string | null };
  readonly data: readonly Item[];
}

/** Body of an error response from Djamo itself. The firewall in front of Djamo sends HTML instead. */
export interface DjamoError {
  readonly statusCode: number;
  readonly message: string | readonly string[];
  readonly error: string;
  /** Id of the request. Djamo's support asks for it. */
  readonly correlationId: string;
  readonly path: string;
  readonly timestamp: string;
}

/** Response of Djamo with any status code. Its body is `Body` or an error. */
export type DjamoReply<Body> = ProviderReply<Body & Partial<DjamoError>>;
