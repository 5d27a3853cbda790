import { takeBack } from '../take-back.js';
import { all } from '../tally.js';
import type { Scene } from './scene.js';

/** Amount of the payout in XOF. No other payout of the demo has it. */
const AMOUNT = '5000';
/** Part of the amount that the recipient spends before the cancellation. */
const USED = '1500';
/** Part of the amount that must come back. */
const UNUSED = '3500';

/**
 * Shows that only the unspent part of a canceled credit comes back. The payout then has the spent and the returned
 * amount.
 */
export const partlyReturned: Scene = {
  title: 'A JumiaPay credit is canceled of which something was spent',
  async play(stage) {
    const draft = { ...stage.drafts.make('jumia-credits', 'success'), amount: AMOUNT };
    const [order] = await stage.order('partly spent, canceled', [draft]);
    if (!order) throw new Error('the payout that was ordered is missing');
    const paid = await stage.settled([order]);
    await stage.sandboxes['jumia-credits'].spend(order.id, USED);
    const { answer, payout, ledger } = await takeBack(stage, order.id);
    stage.check(
      all(paid, 'paid') && answer === 202 && payout.usedAmount === USED,
      `paid ${AMOUNT} XOF, ${payout.usedAmount} of it spent; POST …/cancel: ${answer}`,
    );
    stage.check(
      payout.returnedAmount === UNUSED && ledger === UNUSED,
      `${payout.status} with ${payout.returnedAmount} XOF; returned in the ledger: ${ledger} XOF`,
    );
  },
};
