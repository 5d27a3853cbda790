import { anEcho, anObservation, aPayout, aReview, NOON } from '../../../test/support/factories.js';
import type { Observation } from '../../common/payout-connector.js';
import { observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import type { Payout, ReviewReason } from './payout.js';

const AT = NOON + 1_000;

function told(payout: Payout, observation: Observation, mayBeExecuted = true): Payout {
  return applyEvents(payout, observe(payout, observation, { at: AT, mayBeExecuted }).events);
}

function reviewed(reason: ReviewReason, overrides: Partial<Payout> = {}): Payout {
  return aPayout({ status: 'unconfirmed', review: aReview(reason), ...overrides });
}

describe('a review that an observation answers', () => {
  it.each<ReviewReason>(['absent_at_provider', 'refused_after_unknown'])(
    '%s ends when the payout is found',
    (reason) => {
      const found = told(reviewed(reason), anObservation({ fact: 'processing' }));
      expect(found).toMatchObject({ status: 'processing', review: null });
    },
  );

  it.each([
    ['processing', false],
    ['paid', true],
    ['failed', true],
    ['returned', true],
    ['unknown', false],
  ] as const)('unfinished, told %s, ends: %s', (fact, ends) => {
    expect(told(reviewed('unfinished'), anObservation({ fact })).review === null).toBe(ends);
  });

  it.each([
    ['processing', 'processing', true],
    ['paid', 'paid', true],
    ['paid', 'cancelling', true],
    ['paid', 'failed', false],
    ['paid', 'processing', false],
    ['failed', 'failed', true],
    ['failed', 'unknown', false],
    ['returned', 'returned', true],
    ['returned', 'paid', false],
    ['unconfirmed', 'unknown', false],
  ] as const)('conflict about a %s payout, told %s, ends: %s', (status, fact, ends) => {
    expect(told(reviewed('conflict', { status }), anObservation({ fact })).review === null).toBe(ends);
  });

  it('mismatch ends when the provider tells what was ordered', () => {
    const right = anObservation({ echo: anEcho({ amount: '100.50' }) });
    expect(told(reviewed('mismatch'), right).review).toBeNull();
  });

  it('account_changed is ended by no observation', () => {
    for (const fact of ['processing', 'paid', 'failed', 'returned', 'unknown'] as const) {
      expect(told(reviewed('account_changed'), anObservation({ fact })).review?.reason).toBe('account_changed');
    }
  });

  it('is ended by an event that names it', () => {
    const { events } = observe(reviewed('absent_at_provider'), anObservation(), { at: AT, mayBeExecuted: true });
    expect(events.map(({ type, data }) => [type, data.reason])).toEqual([
      ['observed', undefined],
      ['review_cleared', 'absent_at_provider'],
    ]);
  });

  it.each<ReviewReason>(['absent_at_provider', 'refused_after_unknown', 'unfinished', 'conflict', 'mismatch'])(
    '%s is not ended by an echo that differs',
    (reason) => {
      const other = anObservation({ fact: 'paid', echo: anEcho({ currency: 'NGN' }) });
      expect(told(reviewed(reason), other)).toMatchObject({ status: 'unconfirmed', review: { reason: 'mismatch' } });
    },
  );
});

describe('a review that an observation opens', () => {
  it('is a conflict when the provider says failed after paid, with one alarm', () => {
    const paid = aPayout({ status: 'paid', providerId: 'txn_1', settledAt: NOON });
    const observed = observe(paid, anObservation({ fact: 'failed' }), { at: AT, mayBeExecuted: true });
    expect(observed.alarms).toEqual(['failed_after_paid']);
    expect(applyEvents(paid, observed.events)).toMatchObject({
      status: 'paid',
      review: { reason: 'conflict', since: AT },
    });
  });

  it.each(['awaiting_approval', 'queued'] as const)(
    'is a conflict when a %s payout is known to the provider by an unknown word',
    (status) => {
      const observed = observe(aPayout({ status }), anObservation({ fact: 'unknown' }), {
        at: AT,
        mayBeExecuted: false,
      });
      expect(observed.alarms).toEqual(['unexplained_transaction']);
      expect(applyEvents(aPayout({ status }), observed.events)).toMatchObject({
        status,
        review: { reason: 'conflict' },
      });
    },
  );

  it('is a conflict with an alarm when two transactions bear our reference, said once', () => {
    const twice = anObservation({ fact: 'paid', duplicated: true });
    const sent = aPayout({ status: 'processing', providerId: 'txn_1' });
    const first = observe(sent, twice, { at: AT, mayBeExecuted: true });
    expect(first.alarms).toEqual(['duplicate_reference']);
    const next = applyEvents(sent, first.events);
    expect(next).toMatchObject({ status: 'processing', review: { reason: 'conflict' } });
    expect(observe(next, twice, { at: AT, mayBeExecuted: true })).toEqual({ events: [], alarms: [] });
  });

  it('is a conflict with an alarm when another transaction answers, whose id is not bound', () => {
    const sent = aPayout({ status: 'processing', providerId: 'txn_1' });
    const observed = observe(sent, anObservation({ fact: 'paid', providerId: 'txn_2' }), {
      at: AT,
      mayBeExecuted: true,
    });
    expect(observed.alarms).toEqual(['other_transaction']);
    expect(applyEvents(sent, observed.events)).toMatchObject({
      status: 'processing',
      providerId: 'txn_1',
      review: { reason: 'conflict' },
    });
  });
});

describe('what the provider says beside the status', () => {
  it('is stored in minor units', () => {
    const word = anObservation({ fee: '1.5', totalAmount: '102.00', usedAmount: '0.01' });
    expect(told(aPayout({ status: 'processing' }), word)).toMatchObject({
      fee: 150,
      totalAmount: 10_200,
      usedAmount: 1,
    });
  });

  it('tells what was spent before and is now, when that is what changed', () => {
    const usage = (before: number | null, usedAmount: string | null) =>
      observe(aPayout({ status: 'paid', usedAmount: before }), anObservation({ fact: 'paid', usedAmount }), {
        at: AT,
        mayBeExecuted: true,
      }).events.map(({ data }) => [data.oldUsage, data.newUsage]);
    expect(usage(null, '20')).toEqual([[null, '20.00']]);
    expect(usage(2_000, '33.300000000000004')).toEqual([['20.00', '33.30']]);
    for (const same of ['20.00', null]) expect(usage(2_000, same)).not.toContainEqual(['20.00', expect.anything()]);
  });

  it("adds the provider's record, and takes its new time alone for no news", () => {
    const record = { batchId: null, createdAt: NOON, updatedAt: NOON };
    const before = told(aPayout({ status: 'processing' }), anObservation({ providerData: record }));
    expect(before.providerData).toEqual(record);
    const touched = { ...record, updatedAt: NOON + 5 };
    const observing = (providerData: typeof record | Record<keyof typeof record, null>, fact = 'processing' as const) =>
      observe(before, anObservation({ fact, providerData }), { at: AT, mayBeExecuted: true }).events;
    expect(observing(touched)).toEqual([]);
    expect(observing({ batchId: null, createdAt: null, updatedAt: null })).toEqual([]);
    const paid = told(
      before,
      anObservation({ fact: 'paid', providerData: { ...touched, createdAt: null, batchId: 'b' } }),
    );
    expect(paid.providerData).toEqual({ batchId: 'b', createdAt: NOON, updatedAt: NOON + 5 });
    expect(told(before, anObservation({ fact: 'paid' })).providerData).toEqual(record);
  });

  it('is not forgotten when the next answer is silent or unreadable', () => {
    const before = aPayout({ status: 'processing', providerId: 'txn_1', fee: 150, usedAmount: 1 });
    const word = anObservation({ providerId: null, fee: 'free', usedAmount: '0.001' });
    expect(told(before, word)).toMatchObject({ providerId: 'txn_1', fee: 150, usedAmount: 1 });
  });

  it('names the reason of a failure, which a later answer may add', () => {
    const failed = told(aPayout({ status: 'processing' }), anObservation({ fact: 'failed' }));
    expect(failed.failure).toMatchObject({ code: 'failed', providerReason: null });
    const explained = told(failed, anObservation({ fact: 'failed', failureReason: 'wallet closed' }));
    expect(explained.failure).toMatchObject({ code: 'failed', providerReason: 'wallet closed' });
    expect(explained.settledAt).toBe(AT);
  });

  it('takes the failure away when the payout was paid after all', () => {
    const failed = told(aPayout({ status: 'processing' }), anObservation({ fact: 'failed' }));
    expect(told(failed, anObservation({ fact: 'paid' }))).toMatchObject({ status: 'paid', failure: null });
  });
});

describe('a mismatch', () => {
  it('is not answered by an observation without any echo', () => {
    expect(told(reviewed('mismatch'), anObservation({ fact: 'paid' })).review?.reason).toBe('mismatch');
  });
});
