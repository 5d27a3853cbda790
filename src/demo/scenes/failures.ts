import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

/**
 * Shows payouts that the provider refuses, and payouts that it accepts and that fail later. Both end as failed, and
 * nothing is paid.
 */
export const failures: Scene = {
  title: 'Payouts that fail',
  async play(stage) {
    const late = await stage.order('accepted, later failed', stage.drafts.onBoth('late-failure'));
    const refused = await stage.order('refused', stage.drafts.onBoth('refused'));
    const lateFailures = await stage.settled(late);
    const refusals = await stage.settled(refused);
    const evidence = await stage.evidence();
    stage.check(
      all(lateFailures, 'failed') && lateFailures.every(({ failure }) => failure?.code === 'failed'),
      `accepted and failed later: ${numbers(tally(lateFailures, evidence))}, and failed in the ledgers too`,
    );
    const counted = tally(refusals, evidence);
    stage.check(
      all(refusals, 'failed') && refusals.every(({ failure }) => failure?.code === 'refused') && counted.executed === 0,
      `refused with 400: ${numbers(counted)}; each was looked up once before the refusal was believed`,
    );
  },
};
