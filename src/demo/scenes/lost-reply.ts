import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

/** Shows that a payout whose response is lost is looked up and not sent again, because the provider has executed it. */
export const lostReply: Scene = {
  title: 'The provider executes, and its reply is lost',
  async play(stage) {
    const orders = await stage.order('reply lost', stage.drafts.onBoth('lost-reply'));
    const payouts = await stage.settled(orders);
    const counted = tally(payouts, await stage.evidence());
    stage.check(
      all(payouts, 'paid') && counted.mostPosts === 1 && counted.executed === orders.length,
      `looked up, not sent again: ${numbers(counted)}, where a repeated POST could pay twice`,
    );
  },
};
