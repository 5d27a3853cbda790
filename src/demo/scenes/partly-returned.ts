import { takeBack } from '../take-back.js';
import { all } from '../tally.js';
import type { Scene } from './scene.js';

/** Amount of the payout in XOF. No other payout of the demo has it. */
const AMOUNT = '5000';
/** Part of `AMOUNT`, in XOF, that the recipient spends before the payout is canceled. */
const USED = '1500';
/** Part of `AMOUNT`, in XOF, that the recipient has not spent and that must return to the account. */
const UNUSED = '3500';

/**
 * Shows the cancellation of a payout of which the recipient has spent a part. Only the unspent part comes back to the
 * account. Cauri shows both amounts.
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
