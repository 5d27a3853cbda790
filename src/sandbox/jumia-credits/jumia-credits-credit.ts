import type { Scenario } from '../scenario.js';
import type { CreditAmount } from './jumia-credits-money.js';
import type { CreditOrder } from './jumia-credits-orders.js';

/** A credit that the sandbox has accepted. */
export interface Credit extends CreditOrder {
  uuid: string;
  /** Total amount that the customer has spent so far. It begins with 0. */
  usage: CreditAmount;
  status: string;
  /** Reason for a failure. Null unless the status is `failed`. Only callbacks contain it, as in JumiaPay's document. */
  errorMessage: string | null;
  /** True once the sandbox has accepted a cancellation of the credit. It stays true if the cancellation fails. */
  cancelRequested: boolean;
  /** Scenario of the request that created the credit. */
  scenario: Scenario;
}
