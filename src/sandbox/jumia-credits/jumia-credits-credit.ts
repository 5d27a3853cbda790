import type { Scenario } from '../scenario.js';
import type { CreditAmount } from './jumia-credits-money.js';
import type { CreditOrder } from './jumia-credits-orders.js';

export interface Credit extends CreditOrder {
  uuid: string;
  usage: CreditAmount;
  status: string;
  /** Reason for a failure. Only callbacks contain it, as in JumiaPay's document. Null if there is none. */
  errorMessage: string | null;
  cancelRequested: boolean;
  scenario: Scenario;
}
