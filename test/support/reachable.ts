import type { Observation } from '../../src/common/payout-connector.js';
import { type Observed, observe } from '../../src/payouts/domain/apply-observation.js';
import { applyEvents } from '../../src/payouts/domain/fold.js';
import type { Payout } from '../../src/payouts/domain/payout.js';
import { NOON } from './factories.js';
import { nameOf } from './observations.js';

/** One observation about one payout that some sequence of observations leads to. */
export interface Step extends Observed {
  readonly before: Payout;
  readonly observation: Observation;
  readonly after: Payout;
  readonly again: Observed;
  /** How the payout got here, for messages. */
  readonly path: string;
}

/**
 * Every step that sequences of observations of any length lead to. `observe` is pure, so what one more observation does
 * depends on the payout alone: each different payout is visited once, with every observation.
 */
export function* reachable(
  starts: readonly Payout[],
  observations: readonly Observation[],
  context: { readonly mayBeExecuted: boolean },
): Generator<Step> {
  const at = { at: NOON + 60_000, ...context };
  const seen = new Map(starts.map((start) => [JSON.stringify(start), `${start.status} ${start.review?.reason ?? ''}`]));
  const open = [...starts];
  for (let before = open.shift(); before; before = open.shift()) {
    const path = seen.get(JSON.stringify(before)) ?? '';
    for (const observation of observations) {
      const observed = observe(before, observation, at);
      const after = applyEvents(before, observed.events);
      const here = `${path} > ${nameOf(observation)}`;
      yield { ...observed, before, observation, after, again: observe(after, observation, at), path: here };
      const key = JSON.stringify(after);
      if (seen.has(key)) continue;
      seen.set(key, here);
      open.push(after);
    }
  }
}
