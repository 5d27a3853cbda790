import type { Scenario } from '../scenario.js';
import type { CreditAmount } from './jumia-credits-money.js';
import type { CreditOrder } from './jumia-credits-orders.js';

/** A credit that the sandbox has accepted. */
export interface Credit extends CreditOrder {
  uuid: string;
  /** Amount that the customer has spent. */
  usage: CreditAmount;
  status: string;
  /** Reason for a failure. Null if there is none. Only callbacks contain it, as in JumiaPay's document. */
  errorMessage: string | null;
  cancelRequested: boolean;
  scenario: Scenario;
}
