import { anObservation, aPayout, NOON } from '../../../test/support/factories.js';
import { PLAIN } from '../../../test/support/observations.js';
import { reachable } from '../../../test/support/reachable.js';
import type { Observation, ProviderFact } from '../../common/payout-connector.js';
import { type Observed, observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import type { Payout, Resolution } from './payout.js';

const AT = NOON + 1_000;
const by = (action: Resolution['action']): Resolution => ({
  action,
  by: 'fatou',
  note: 'bank letter',
  at: NOON,
  answered: false,
});
const MARKED_PAID = aPayout({ status: 'paid', settledAt: NOON, resolution: by('mark_paid') });
const MARKED_FAILED = aPayout({
  status: 'failed',
  settledAt: NOON,
  resolution: by('mark_failed'),
  failure: { code: 'marked_failed', message: 'An operator says so.', providerReason: null },
});

function tell(payout: Payout, ...told: Observation[]): Observed & { after: Payout } {
  let after = payout;
  let observed: Observed = { events: [], alarms: [] };
  for (const observation of told) {
    observed = observe(after, observation, { at: AT, mayBeExecuted: true });
    after = applyEvents(after, observed.events);
  }
  return { ...observed, after };
}

const facts = (...all: ProviderFact[]) => all.map((fact) => anObservation({ fact }));

describe("an operator's mark_paid", () => {
  it.each(['processing', 'failed', 'returned'] as const)('is overruled by %s, with an alarm', (fact) => {
    const { after, alarms } = tell(MARKED_PAID, anObservation({ fact }));
    expect(after.status).toBe(fact);
    expect(alarms).toEqual(['resolution_overruled']);
  });

  it('stands when the provider says a word that nobody knows, with an alarm', () => {
    const { after, alarms } = tell(MARKED_PAID, anObservation({ fact: 'unknown' }));
    expect(after).toMatchObject({ status: 'paid', settledAt: NOON });
    expect(alarms).toEqual(['unknown_word']);
  });

  it.each(['paid', 'cancelling', 'cancellation_failed', 'expiration_failed'] as const)(
    'stands when the provider says %s',
    (fact) => {
      const { after, alarms } = tell(MARKED_PAID, anObservation({ fact }));
      expect(after).toMatchObject({ status: 'paid', settledAt: NOON });
      expect(alarms).toEqual([]);
    },
  );

  it('is kept on record when it is overruled', () => {
    expect(tell(MARKED_PAID, anObservation({ fact: 'failed' })).after.resolution).toEqual({
      ...by('mark_paid'),
      answered: true,
    });
  });

  it('stays paid when all of it was spent before the credit expired', () => {
    const spent = anObservation({ fact: 'returned', returnReason: 'expired', usedAmount: '100.50' });
    expect(tell(MARKED_PAID, spent).after).toMatchObject({ status: 'paid', returnedAmount: null });
  });

  it('is the word of the provider once it confirmed it, which no late failed undoes', () => {
    expect(tell(MARKED_PAID, ...facts('paid', 'failed')).after.status).toBe('paid');
  });

  it('is the word of the provider once it confirmed it, which no late processing undoes', () => {
    expect(tell(MARKED_PAID, ...facts('paid', 'processing')).after.status).toBe('paid');
  });

  it('is not what counts after the provider said failed and paid, which no late failed undoes', () => {
    expect(tell(MARKED_PAID, ...facts('failed', 'paid', 'failed')).after.status).toBe('paid');
  });
});

describe("an operator's mark_failed", () => {
  it.each(['processing', 'paid', 'returned'] as const)('is overruled by %s, with an alarm', (fact) => {
    const { after, alarms } = tell(MARKED_FAILED, anObservation({ fact }));
    expect(after).toMatchObject({ status: fact, failure: null });
    expect(alarms).toEqual(['resolution_overruled']);
  });

  it('is confirmed by failed, without an alarm', () => {
    const { after, alarms } = tell(MARKED_FAILED, anObservation({ fact: 'failed', failureReason: 'closed' }));
    expect(after.failure).toMatchObject({ code: 'marked_failed', providerReason: 'closed' });
    expect(alarms).toEqual([]);
  });

  it('is no licence to undo paid by a late failed', () => {
    expect(tell(MARKED_FAILED, ...facts('paid', 'failed')).after).toMatchObject({
      status: 'paid',
      review: { reason: 'conflict' },
    });
  });
});

describe('an operator who sends again', () => {
  it('leaves the ordinary rules in force', () => {
    const resent = aPayout({ status: 'paid', settledAt: NOON, resolution: by('resend') });
    const { after, alarms } = tell(resent, anObservation({ fact: 'failed' }));
    expect(after.status).toBe('paid');
    expect(alarms).toEqual(['failed_after_paid']);
  });
});

describe('any sequence of observations about a resolved payout', () => {
  it.each([
    ['mark_paid', MARKED_PAID],
    ['mark_failed', MARKED_FAILED],
  ])('appends no event when one is repeated immediately (%s)', (_, start) => {
    const repeated: string[] = [];
    for (const { again, path } of reachable([start], PLAIN, { mayBeExecuted: true })) {
      if (again.events.length > 0) repeated.push(path);
    }
    expect(repeated.sort((a, b) => a.length - b.length).slice(0, 3)).toEqual([]);
  });
});
