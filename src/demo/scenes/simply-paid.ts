import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

const PER_PROVIDER = 4;

/** Shows payouts without any problem: each is sent once and paid. */
export const simplyPaid: Scene = {
  title: 'Payouts on a good day',
  async play(stage) {
    const orders = await stage.order('simply paid', stage.drafts.onBoth('success', PER_PROVIDER));
    const payouts = await stage.settled(orders);
    const counted = tally(payouts, await stage.evidence());
    stage.check(
      all(payouts, 'paid') && counted.posts === orders.length && counted.executed === orders.length,
      `Djamo and JumiaPay, ${PER_PROVIDER} each: ${numbers(counted)}`,
    );
  },
};
