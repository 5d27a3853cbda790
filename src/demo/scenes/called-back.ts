import { PROVIDERS, type ProviderName } from '../drafts.js';
import type { Order, Stage } from '../stage.js';
import { all, plural } from '../tally.js';
import type { Scene } from './scene.js';

/**
 * Time in seconds after which Cauri reads a payout if no callback arrives. The scene is shorter, so every change that
 * Cauri notices in it comes from a callback.
 */
const POLL_PLAN_S = 60;
const NAMES: Readonly<Record<ProviderName, string>> = { djamo: 'Djamo', 'jumia-credits': 'JumiaPay' };

/**
 * Shows that a callback makes Cauri read a payout at once. The service is restarted so that it rarely reads without a
 * callback, and restarted with its usual settings at the end.
 */
export const calledBack: Scene = {
  title: 'The providers call back',
  async play(stage) {
    stage.reporter.note(`restarted with POLL_PLAN=${POLL_PLAN_S}s: by itself Cauri first reads after a minute`);
    stage.reporter.note('Djamo calls when it begins, too; two reads that callbacks cause are 5 s apart');
    await stage.service.restart({ POLL_PLAN: `${POLL_PLAN_S}s` });
    await Promise.all(PROVIDERS.map((provider) => payAndTell(stage, provider)));
    await stage.service.restart();
  },
};

async function payAndTell(stage: Stage, provider: ProviderName): Promise<void> {
  const orderedAt = Date.now();
  const orders = await stage.order('called back', [stage.drafts.make(provider, 'success')]);
  const payouts = await stage.settled(orders);
  const seconds = (Date.now() - orderedAt) / 1_000;
  const count = await answered(stage, provider, orders);
  stage.check(
    all(payouts, 'paid') && count > 0 && seconds < POLL_PLAN_S,
    `${NAMES[provider]}: ${plural(count, 'callback')} answered with 200, paid ${seconds.toFixed(1)} s after the order`,
  );
}

/** Returns the number of callbacks about these payouts that Cauri has answered with 200. */
async function answered(stage: Stage, provider: ProviderName, orders: readonly Order[]): Promise<number> {
  const tries = await stage.sandboxes[provider].callbacks();
  const about = tries.filter(({ body }) => orders.some(({ id }) => JSON.stringify(body).includes(id)));
  return about.filter(({ status }) => status === 200).length;
}
