import { aPayout, aReview, NOON } from '../../../test/support/factories.js';
import { ODD, PLAIN } from '../../../test/support/observations.js';
import { reachable, type Step } from '../../../test/support/reachable.js';
import type { Observation } from '../../common/payout-connector.js';
import { observe } from './apply-observation.js';
import { applyEvents, fold } from './fold.js';
import { isFinal, type NewEvent, PAYOUT_STATUSES, type Payout, type PayoutStatus, REVIEW_REASONS } from './payout.js';

const AFTER_PAID: readonly string[] = ['paid', 'returned'];
const MOVED: readonly PayoutStatus[] = ['processing', 'paid', 'returned'];

/** Every status, with and without each review. */
const STARTS = PAYOUT_STATUSES.flatMap((status) =>
  [null, ...REVIEW_REASONS].map((reason) =>
    aPayout({
      status,
      review: reason && aReview(reason),
      settledAt: isFinal(status) ? NOON : null,
      ...(status === 'returned' ? { returnReason: 'expired', returnedAt: NOON } : {}),
    }),
  ),
);

let plain: Step[];
let odd: Step[];

/** Returns the shortest paths whose last step breaks the rule. */
function broken(rule: (step: Step) => boolean, steps = [...plain, ...odd]): string[] {
  const paths = steps.filter((step) => !rule(step)).map(({ path, after }) => `${path} > ${after.status}`);
  return paths.sort((a, b) => a.length - b.length).slice(0, 5);
}

beforeAll(() => {
  const run = (observations: readonly Observation[]) =>
    [true, false].flatMap((mayBeExecuted) => [...reachable(STARTS, observations, { mayBeExecuted })]);
  plain = run(PLAIN);
  // One reason to return is enough here: the others multiply the payouts and lead nowhere else.
  odd = run([...PLAIN.filter(({ returnReason }) => returnReason === null || returnReason === 'expired'), ...ODD]);
});

/** The statuses to which an observation may change each status. */
const WAYS: Record<PayoutStatus, readonly PayoutStatus[]> = {
  awaiting_approval: ['processing', 'paid', 'failed', 'returned'],
  queued: ['processing', 'paid', 'failed', 'returned'],
  canceled: ['processing', 'paid', 'failed', 'returned'],
  submitting: ['processing', 'paid', 'failed', 'returned'],
  unconfirmed: ['processing', 'paid', 'failed', 'returned'],
  processing: ['paid', 'failed', 'returned'],
  paid: ['returned'],
  failed: ['processing', 'paid', 'returned'],
  // Another test checks that a payout never leaves `returned`.
  returned: PAYOUT_STATUSES,
};

describe('any sequence of observations', () => {
  it('visits hundreds of different payouts', () => {
    expect(plain.length).toBeGreaterThan(10_000);
  });

  it('never undoes paid by a late failed, but asks a person', () => {
    const rule = ({ before, observation, after }: Step) =>
      before.status !== 'paid' || observation.fact !== 'failed' || (after.status === 'paid' && after.review !== null);
    expect(broken(rule)).toEqual([]);
  });

  it('changes no status by an unknown word', () => {
    const rule = ({ before, observation, after }: Step) =>
      observation.fact !== 'unknown' || after.status === before.status;
    expect(broken(rule, plain)).toEqual([]);
  });

  it('changes nothing of a paid or returned payout by processing but the word', () => {
    const rule = ({ before, observation, after }: Step) => {
      if (observation.fact !== 'processing' || !AFTER_PAID.includes(before.status)) return true;
      const { providerId, providerStatus, review } = after;
      return JSON.stringify(after) === JSON.stringify({ ...before, providerId, providerStatus, review });
    };
    expect(broken(rule, plain)).toEqual([]);
  });

  it('never leaves returned, with the facts and amounts that the providers document', () => {
    const rule = ({ before, after }: Step) => before.status !== 'returned' || after.status === 'returned';
    expect(broken(rule, plain)).toEqual([]);
  });

  it('never leaves returned, whatever is told', () => {
    const rule = ({ before, after }: Step) => before.status !== 'returned' || after.status === 'returned';
    expect(broken(rule)).toEqual([]);
  });

  it('raises an alarm whenever money moves after failed', () => {
    const rule = ({ before, after, alarms }: Step) =>
      before.status !== 'failed' || !MOVED.includes(after.status) || alarms.length > 0;
    expect(broken(rule)).toEqual([]);
  });

  it('binds the id of the provider once', () => {
    const rule = ({ before, after }: Step) => before.providerId === null || after.providerId === before.providerId;
    expect(broken(rule)).toEqual([]);
  });

  it('appends no event when it is repeated immediately', () => {
    const rule = ({ again }: Step) => again.events.length === 0 && again.alarms.length === 0;
    expect(
      broken(
        rule,
        odd.filter(({ observation }) => observation.providerId !== null),
      ),
    ).toEqual([]);
  });

  it('appends no event when it is repeated immediately, also without an id of the provider', () => {
    const rule = ({ again }: Step) => again.events.length === 0 && again.alarms.length === 0;
    expect(broken(rule)).toEqual([]);
  });

  it('changes a status only in legal ways', () => {
    const rule = ({ before, after }: Step) =>
      before.status === after.status || WAYS[before.status].includes(after.status);
    expect(broken(rule, plain)).toEqual([]);
  });

  it('changes nothing of the order, of the scope and of the version', () => {
    const rule = ({ before: a, after: b }: Step) =>
      [a.id, a.amount, a.recipient, a.scope, a.version, a.queuedAt, a.submittedAt, a.createdAt].join() ===
      [b.id, b.amount, b.recipient, b.scope, b.version, b.queuedAt, b.submittedAt, b.createdAt].join();
    expect(broken(rule)).toEqual([]);
  });

  it('tells every alarm by an event', () => {
    const rule = ({ events, alarms }: Step) =>
      events.flatMap(({ type, data }) => (type === 'alarm' ? [data.alarm] : [])).join() === alarms.join();
    expect(broken(rule)).toEqual([]);
  });

  it('applies nothing of another transaction, of a repeated one and of another amount', () => {
    const doubtful = ({ before, observation: { providerId, duplicated, echo } }: Step) =>
      duplicated ||
      echo.amount !== null ||
      (before.providerId !== null && providerId !== null && providerId !== before.providerId);
    const rule = (step: Step) => {
      if (!doubtful(step)) return true;
      const { before, after } = step;
      return after.review !== null && JSON.stringify({ ...after, review: before.review }) === JSON.stringify(before);
    };
    expect(broken(rule)).toEqual([]);
  });
});

describe('every sequence of up to two observations, of up to three from unconfirmed and paid,', () => {
  it.each(PAYOUT_STATUSES)('from %s leaves a row that is the fold of its events', (status) => {
    const first: NewEvent = { type: 'accepted', changes: { status, scope: aPayout().scope, queuedAt: NOON }, data: {} };
    const start = applyEvents(aPayout({ status }), [first]);
    const walk = (payout: Payout, events: readonly NewEvent[], depth: number): void => {
      const history = events.map((event) => ({ ...event, version: 1, at: NOON }));
      const { updatedAt, version, ...folded } = fold(history);
      if (JSON.stringify({ ...payout, ...folded }) !== JSON.stringify(payout)) expect(folded).toEqual(payout);
      if (depth === 0) return;
      for (const observation of PLAIN) {
        const observed = observe(payout, observation, { at: NOON, mayBeExecuted: true });
        walk(applyEvents(payout, observed.events), [...events, ...observed.events], depth - 1);
      }
    };
    walk(start, [first], status === 'unconfirmed' || status === 'paid' ? 3 : 2);
  });
});
