import type { Scenario } from '../scenario.js';

/** Fields of a request to send money. The amount is in whole XOF. */
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

/** A transaction that the sandbox has accepted. */
export interface Transfer extends TransferOrder {
  id: string;
  batchId: string | null;
  /** Fee in whole XOF, in addition to the amount. */
  fee: number;
  status: string;
  failureReason: string | null;
  createdAt: string;
  updatedAt: string;
  scenario: Scenario;
}
