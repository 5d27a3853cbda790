import type { Scenario } from '../scenario.js';
import type { Money } from './jumia-credits-money.js';
import type { CreditOrder } from './jumia-credits-orders.js';

export interface Credit extends CreditOrder {
  uuid: string;
  usage: Money;
  status: string;
  /** Shown only in callbacks, as in the document. */
  errorMessage: string | null;
  cancelRequested: boolean;
  scenario: Scenario;
}
