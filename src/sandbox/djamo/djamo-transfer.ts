import type { Scenario } from '../scenario.js';

export interface TransferOrder {
  amount: number;
  msisdn: string;
  reference: string;
  description: string | null;
  /** Id of the sub-company that pays. No response of the API contains it. */
  subCompanyId: string | null;
}

export interface Transfer extends TransferOrder {
  id: string;
  batchId: string | null;
  fee: number;
  status: string;
  failureReason: string | null;
  createdAt: string;
  updatedAt: string;
  scenario: Scenario;
}
