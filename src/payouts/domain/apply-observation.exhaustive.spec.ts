import { aPayout, NOON } from '../../../test/support/factories.js';
import { PLAIN } from '../../../test/support/observations.js';
import type { Observation } from '../../common/payout-connector.js';
import { observe } from './apply-observation.js';
import { applyEvents, fold } from './fold.js';
import { type NewEvent, PAYOUT_STATUSES, type Payout } from './payout.js';

const DEPTH = 4;

/** One observation for each fact. `returned` has three: nothing, a part, and all of the money was spent. */
const OBSERVATIONS = PLAIN.filter(
  ({ returnReason, usedAmount }) => returnReason === null || (returnReason === 'canceled' && usedAmount !== null),
);

interface Walk {
  readonly mayBeExecuted: boolean;
  sequences: number;
  readonly broken: string[];
}

function rulesBroken(before: Payout, after: Payout, { fact }: Observation, events: readonly NewEvent[]): string[] {
  const told = {
    ...before,
    ...fold(events.map((event) => ({ ...event, version: before.version, at: before.updatedAt }))),
  };
  return [
    ...(before.status === 'paid' && after.status === 'failed' ? ['a late failed undid paid'] : []),
    ...(before.status === 'returned' && after.status !== 'returned' ? ['it left returned'] : []),
    ...(fact === 'unknown' && after.status !== before.status ? ['an unknown word changed the status'] : []),
    ...(before.providerId !== null && after.providerId !== before.providerId ? ['the provider id changed'] : []),
    ...(events.length > 0 && told.status !== after.status ? ['the events do not tell the status'] : []),
  ];
}

/** Runs every sequence to the given depth. Sequences that lead to the same payout are still run separately. */
function walk(payout: Payout, depth: number, path: string, state: Walk): void {
  if (depth === 0) return;
  for (const observation of OBSERVATIONS) {
    const at = NOON + DEPTH - depth;
    const { events } = observe(payout, observation, { at, mayBeExecuted: state.mayBeExecuted });
    const after = applyEvents(payout, events);
    const here = `${path} > ${observation.fact} ${observation.usedAmount ?? ''}`;
    state.sequences += 1;
    state.broken.push(...rulesBroken(payout, after, observation, events).map((rule) => `${rule}: ${here}`));
    walk(after, depth - 1, here, state);
  }
}

describe(`every sequence of up to ${DEPTH} observations`, () => {
  it.each(PAYOUT_STATUSES)('from %s keeps every rule and never throws', (status) => {
    for (const mayBeExecuted of [true, false]) {
      const state: Walk = { mayBeExecuted, sequences: 0, broken: [] };
      walk(aPayout({ status }), DEPTH, status, state);
      const n = OBSERVATIONS.length;
      expect(state.sequences).toBe(n + n ** 2 + n ** 3 + n ** 4);
      expect(state.broken.slice(0, 3)).toEqual([]);
    }
  });
});
