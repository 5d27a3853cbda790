import type { Scenario } from '../scenario.js';

export interface TransferOrder {
  amount: number;
  msisdn: string;
  reference: string;
  description: string | null;
  /** The sub-company that pays. No answer of the API shows it. */
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
