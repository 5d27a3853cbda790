import { takeBack } from '../take-back.js';
import { all } from '../tally.js';
import type { Scene } from './scene.js';

/**
 * Shows that the whole amount of an unspent credit comes back after a cancellation, in Cauri and in the provider's
 * ledger.
 */
export const returned: Scene = {
  title: 'A paid JumiaPay credit is canceled',
  async play(stage) {
    const [order] = await stage.order('paid, then canceled', [stage.drafts.make('jumia-credits', 'success')]);
    if (!order) throw new Error('the payout that was ordered is missing');
    const paid = await stage.settled([order]);
    const { answer, payout, ledger } = await takeBack(stage, order.id);
    const { amount, currency } = order.draft;
    stage.check(
      all(paid, 'paid') && answer === 202 && payout.returnedAmount === amount && ledger === amount,
      `paid ${amount} ${currency}; POST …/cancel: ${answer}; then ${payout.status} with ` +
        `${payout.returnedAmount} ${currency}, all of it; returned in the ledger: ${ledger} ${currency}`,
    );
  },
};
