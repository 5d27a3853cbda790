import type { PayoutView } from '../cauri-client.js';
import type { Stage } from '../stage.js';
import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

const ACCOUNT = 'jumia-credits';
/**
 * Number of faults to order. It is larger than the number of POSTs in the scene, so the faults last until they are
 * cleared.
 */
const UNTIL_CLEARED = 1_000;

/**
 * Shows that a payout can be canceled while its account is on hold (no payouts are sent from it). The sandbox causes
 * the hold by the fault "throttled": it answers 429. The fault is deleted at the end, also if the scene fails.
 */
export const canceledBeforeSending: Scene = {
  title: 'A payout is canceled before it is sent',
  async play(stage) {
    const jumia = stage.sandboxes['jumia-credits'];
    await jumia.fault('throttled', UNTIL_CLEARED, 'create');
    try {
      await cancelWhileHeld(stage);
    } finally {
      await jumia.clearFaults();
    }
  },
};

async function cancelWhileHeld(stage: Stage): Promise<void> {
  const throttled = await stage.order('throttled with 429 first', [stage.drafts.make(ACCOUNT, 'success')]);
  const account = await stage.until(
    () => stage.cauri.account(ACCOUNT),
    (answer) => (answer?.hold ?? null) !== null,
  );
  // This payout is requested after the throttled one. During the hold Cauri sends only the oldest payout, as a probe,
  // so this one is not sent.
  const waiting = await stage.order('canceled in time', [stage.drafts.make(ACCOUNT, 'success')]);
  const answers = await Promise.all(waiting.map(({ id }) => stage.cauri.cancel(id)));
  stage.check(
    answers.every(({ status, body }) => status === 200 && (body as PayoutView).status === 'canceled'),
    `JumiaPay answers 429, its account is held (${account?.hold?.reason}), the next payout waits and is canceled`,
  );
  await stage.sandboxes[ACCOUNT].clearFaults();
  const sent = await stage.settled(throttled);
  const canceled = await stage.settled(waiting);
  const evidence = await stage.evidence();
  const counted = tally(canceled, evidence);
  stage.check(
    all(sent, 'paid') && all(canceled, 'canceled') && counted.posts === 0,
    `JumiaPay recovers: ${numbers(tally(sent, evidence))}; the other one: ${numbers(counted)}`,
  );
}
