import { aPayout, aReview, aSchedule, BY_REFERENCE, NOON, UNVERIFIED } from '../../../test/support/factories.js';
import type { Cancellation, Payout, Rescheduling, Resolution } from './payout.js';
import { afterRead, type ReadContext } from './read-schedule.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TIMINGS = {
  pollPlan: [30_000, MINUTE, 2 * MINUTE],
  absenceSearch: 15 * MINUTE,
  watchPaid: 90 * DAY,
  watchPlan: [DAY],
};

function read(payout: Partial<Payout>, overrides: Partial<ReadContext> = {}): Rescheduling {
  return afterRead(aPayout(payout), {
    schedule: aSchedule({ pollStep: 1 }),
    safety: BY_REFERENCE,
    timings: TIMINGS,
    at: NOON,
    lastAttemptAt: null,
    changed: false,
    ...overrides,
  });
}

const cancellation = (status: Cancellation['status']): Cancellation => ({
  status,
  requestedAt: NOON,
  updatedAt: NOON,
  reason: null,
  unanswered: 0,
  post: null,
});
const resolution = (action: Resolution['action']): Resolution => ({
  action,
  by: 'fatou',
  note: '',
  at: NOON,
  answered: false,
});

describe('a payout that is not final', () => {
  it('is read on the plan, whose last step repeats', () => {
    for (const [pollStep, wait] of [
      [0, 30_000],
      [1, MINUTE],
      [2, 2 * MINUTE],
      [9, 2 * MINUTE],
    ] as const) {
      const next = read({ status: 'processing' }, { schedule: aSchedule({ pollStep }) });
      expect(next).toEqual({ lastReadAt: NOON, nextAt: NOON + wait, pollStep: pollStep + 1 });
    }
  });

  it('begins the plan anew when it changed', () => {
    expect(read({ status: 'processing' }, { changed: true })).toMatchObject({ nextAt: NOON + 30_000, pollStep: 1 });
  });

  it.each([
    [MINUTE * 14 + 30_000, 30_000],
    [MINUTE * 14, MINUTE],
    [MINUTE * 15, MINUTE],
    [MINUTE * 16, MINUTE],
    [0, MINUTE],
  ])('in doubt, %i ms after its attempt, is read in %i ms', (age, wait) => {
    expect(read({ status: 'unconfirmed' }, { lastAttemptAt: NOON - age }).nextAt).toBe(NOON + wait);
  });

  it('and waits to be sent keeps its time', () => {
    for (const status of ['queued', 'submitting', 'awaiting_approval'] as const) {
      expect(read({ status })).toEqual({ lastReadAt: NOON });
    }
  });
});

describe('a paid payout', () => {
  it('of an account without returns is not read again', () => {
    expect(read({ status: 'paid', settledAt: NOON }, { safety: UNVERIFIED }).nextAt).toBeNull();
  });

  it('in review is read on the plan', () => {
    const payout = { status: 'paid', review: aReview('conflict') } as const;
    expect(read(payout, { safety: UNVERIFIED })).toMatchObject({ nextAt: NOON + MINUTE, pollStep: 2 });
  });

  it('is read daily for as long as it is watched', () => {
    const settled = (days: number) => read({ status: 'paid', settledAt: NOON - days * DAY }).nextAt;
    expect(settled(0)).toBe(NOON + DAY);
    expect(settled(89)).toBe(NOON + DAY);
    expect(settled(90)).toBeNull();
  });

  it('is read by the plan for watching, whatever has been read in between, for as long as it is watched', () => {
    const watchPlan = [1, 2, 4, 8, 16, 30].map((days) => days * DAY);
    const next = (days: number) =>
      read({ status: 'paid', settledAt: NOON - days * DAY }, { timings: { ...TIMINGS, watchPlan } }).nextAt;
    const steps = [0, 0.5, 1, 2.9, 3, 7, 15, 31].map((days) => ((next(days) ?? 0) - NOON) / DAY);
    expect(steps).toEqual([1, 1, 2, 2, 4, 8, 16, 30]);
    expect(next(60)).toBe(NOON + 30 * DAY);
    expect(next(61)).toBeNull();
  });

  it.each(['requested', 'processing'] as const)('is read on the plan while its cancellation is %s', (status) => {
    const payout = { status: 'paid', settledAt: NOON - 200 * DAY, cancellation: cancellation(status) } as const;
    expect(read(payout)).toMatchObject({ nextAt: NOON + MINUTE, pollStep: 2 });
  });

  it.each(['done', 'refused', 'failed'] as const)('is read daily when its cancellation is %s', (status) => {
    const payout = { status: 'paid', settledAt: NOON, cancellation: cancellation(status) } as const;
    expect(read(payout).nextAt).toBe(NOON + DAY);
  });

  it.each([
    [10 * DAY, NOON + DAY],
    [DAY, NOON + DAY],
    [DAY - MINUTE, NOON + DAY],
    [MINUTE, NOON + 2 * MINUTE],
    [0, NOON + MINUTE],
    [-MINUTE + 1, NOON + 1],
    [-MINUTE, NOON + MINUTE],
    [-80 * DAY, NOON + MINUTE],
    [-90 * DAY - MINUTE, null],
  ])('that expires in %i ms is read at %s', (inMs, nextAt) => {
    expect(read({ status: 'paid', settledAt: NOON - 365 * DAY, expiresAt: NOON + inMs }).nextAt).toBe(nextAt);
  });
});

describe('a payout that has come to its end', () => {
  it.each(['returned', 'canceled', 'failed'] as const)('as %s is not read again', (status) => {
    expect(read({ status, settledAt: NOON, returnedAmount: 0 }).nextAt).toBeNull();
  });

  it('as returned is read until the provider says how much came back, for as long as it is watched', () => {
    expect(read({ status: 'returned', returnedAmount: null, returnedAt: NOON }).nextAt).toBeGreaterThan(NOON);
    expect(read({ status: 'returned', returnedAmount: null, returnedAt: NOON - 90 * DAY }).nextAt).toBeNull();
  });

  it.each([
    ['mark_paid', 'paid', NOON + DAY],
    ['mark_failed', 'failed', NOON + DAY],
    ['resend', 'failed', null],
  ] as const)('by %s is compared once a day', (action, status, nextAt) => {
    const payout = { status, settledAt: NOON, resolution: resolution(action) };
    expect(read(payout, { safety: UNVERIFIED }).nextAt).toBe(nextAt);
  });

  it('by mark_paid is compared once a day too where money may come back, however seldom that is watched', () => {
    const payout = { status: 'paid', settledAt: NOON - 4 * DAY, resolution: resolution('mark_paid') } as const;
    expect(read(payout, { timings: { ...TIMINGS, watchPlan: [DAY, 30 * DAY] } }).nextAt).toBe(NOON + DAY);
  });

  it('by an operator is compared until nobody watches it any more', () => {
    const payout = { status: 'failed', settledAt: NOON - 90 * DAY, resolution: resolution('mark_failed') } as const;
    expect(read(payout).nextAt).toBeNull();
  });

  it('as failed and in review goes through the plan, not at the same step for ever', () => {
    const payout = { status: 'failed', review: aReview('conflict') } as const;
    expect(read(payout)).toMatchObject({ nextAt: NOON + MINUTE, pollStep: 2 });
  });
});
