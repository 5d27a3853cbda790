import type { Scenario } from '../scenario.js';

/** Fields of a request to send money, after they have been checked. The amount is in whole XOF. */
export interface TransferOrder {
  amount: number;
  msisdn: string;
  reference: string;
  description: string | null;
  /**
   * Id of the sub-company in whose name the money is sent. No response of the API contains it. Null if there is none.
   */
  subCompanyId: string | null;
}

/**
 * A transaction that the sandbox has accepted. It is `pending` until it becomes `completed` or `failed`.
 * `failureReason` is null unless it failed, and `batchId` is null unless a batch created it.
 */
export interface Transfer extends TransferOrder {
  id: string;
  batchId: string | null;
  /** Fee in whole XOF, in addition to the amount. It is given back if the transaction fails. */
  fee: number;
  status: string;
  failureReason: string | null;
  createdAt: string;
  updatedAt: string;
  scenario: Scenario;
}
