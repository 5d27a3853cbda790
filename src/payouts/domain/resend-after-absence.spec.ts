import {
  anAttempt,
  aPayout,
  aReview,
  aSchedule,
  BY_REFERENCE,
  NOON,
  UNVERIFIED,
} from '../../../test/support/factories.js';
import { applyEvents } from './fold.js';
import { PAYOUT_STATUSES, type Payout } from './payout.js';
import { type Absence, type AbsenceContext, absent } from './resend-after-absence.js';

const SEARCH = 900_000;
const WAIT = 30_000;
const OVER = NOON + SEARCH;
const unconfirmed = aPayout({ status: 'unconfirmed', submittedAt: NOON });
const jumia = { safety: BY_REFERENCE, resendAfterAbsence: false };
const djamo = { safety: UNVERIFIED, resendAfterAbsence: false };
const verified = { safety: UNVERIFIED, resendAfterAbsence: true };

function search(overrides: Partial<AbsenceContext> = {}, payout: Payout = unconfirmed): Absence & { after: Payout } {
  const context: AbsenceContext = {
    attempts: [anAttempt()],
    account: djamo,
    schedule: aSchedule(),
    timings: { resendWait: WAIT, absenceSearch: SEARCH },
    searchedAt: NOON + 60_000,
    ...overrides,
  };
  const absence = absent(payout, context);
  return { ...absence, after: applyEvents(payout, absence.events) };
}

const NOTHING = { events: [], schedule: {}, disproved: [] };

function conclusion({ events, schedule, disproved }: Absence) {
  return { events, schedule, disproved };
}

describe('a search that concludes nothing', () => {
  it.each(PAYOUT_STATUSES.filter((status) => status !== 'unconfirmed'))('is one for a payout that is %s', (status) => {
    expect(conclusion(search({}, aPayout({ status })))).toEqual(NOTHING);
  });

  it('is one that began before the last attempt ended', () => {
    const attempt = anAttempt({ proof: 'rejected', endedAt: NOON + 60_001 });
    expect(conclusion(search({ attempts: [attempt] }))).toEqual(NOTHING);
    expect(search({ attempts: [{ ...attempt, endedAt: NOON + 60_000 }] }).after.status).toBe('queued');
  });

  it('is one during an attempt', () => {
    expect(conclusion(search({ attempts: [anAttempt(), anAttempt({ number: 2, endedAt: null })] }))).toEqual(NOTHING);
  });

  it('is one for a payout that the provider knew before', () => {
    const known = aPayout({ status: 'unconfirmed', providerId: 'txn_1' });
    expect(
      conclusion(search({ account: jumia, searchedAt: OVER, schedule: aSchedule({ absences: 9 }) }, known)),
    ).toEqual(NOTHING);
  });

  it('is one without any attempt', () => {
    expect(conclusion(search({ attempts: [] }))).toEqual(NOTHING);
  });
});

describe('a rejected attempt', () => {
  const rejected = anAttempt({ proof: 'rejected', outcome: 'not_sent', httpStatus: 429 });

  it('is sent again after one complete search', () => {
    const { after, schedule, disproved } = search({ attempts: [rejected] });
    expect(after.status).toBe('queued');
    expect(disproved).toEqual([rejected]);
    expect(schedule).toEqual({ nextAt: NOON + 60_000, pollStep: 0, resendAt: null });
  });

  it('is not sent again while an open one stands beside it', () => {
    const { after, schedule, disproved } = search({
      attempts: [anAttempt(), { ...rejected, id: 'second', number: 2 }],
    });
    expect(after.status).toBe('unconfirmed');
    expect(schedule.resendAt).toBeUndefined();
    expect(disproved.map(({ id }) => id)).toEqual(['second']);
  });
});

describe('an open attempt where ids are unique', () => {
  it('is sent again after the wait', () => {
    const { schedule, after } = search({ account: jumia });
    expect(schedule).toEqual({ absences: 1, resendAt: NOON + 60_000 + WAIT, nextAt: NOON + 60_000 + WAIT });
    expect(after.status).toBe('unconfirmed');
  });

  it('is not put off by another search', () => {
    const schedule = aSchedule({ absences: 1, resendAt: NOON + 70_000 });
    expect(search({ account: jumia, schedule }).schedule.resendAt).toBe(NOON + 70_000);
  });

  it.each([
    ['blocked', { attempts: [anAttempt({ blocksResend: true })] }, unconfirmed],
    ['in review', {}, { ...unconfirmed, review: aReview('unfinished') }],
    ['past its expiry', {}, { ...unconfirmed, expiresAt: NOON + 60_000 }],
  ])('is not sent again when it is %s', (_, overrides, payout) => {
    expect(search({ account: jumia, ...overrides }, payout).schedule.resendAt).toBeUndefined();
  });

  it('is sent again until the last millisecond before its expiry', () => {
    const payout = { ...unconfirmed, expiresAt: NOON + 60_001 };
    expect(search({ account: jumia }, payout).schedule.resendAt).toBe(NOON + 60_000 + WAIT);
  });

  it('goes to review when it was refused again and the search is over', () => {
    const attempts = [anAttempt(), anAttempt({ number: 2, blocksResend: true })];
    const schedule = aSchedule({ absences: 2 });
    const { after } = search({ account: jumia, attempts, schedule, searchedAt: OVER });
    expect(after.review).toMatchObject({ reason: 'refused_after_unknown', since: OVER });
  });
});

describe('an open attempt where nothing is documented about a repeated id', () => {
  it.each([
    [1, NOON + SEARCH * 10, false],
    [2, NOON + SEARCH * 10, false],
    [3, OVER - 1, false],
    [3, OVER, true],
    [4, OVER + 1, true],
  ])('with search %i at %i goes to review: %s', (number, searchedAt, reviewed) => {
    const { after, schedule } = search({ schedule: aSchedule({ absences: number - 1 }), searchedAt });
    expect(after.review?.reason === 'absent_at_provider').toBe(reviewed);
    expect(schedule).toEqual({ absences: number });
  });

  it('is never sent again, however long it is absent', () => {
    for (let absences = 0; absences < 100; absences += 1) {
      const { after, schedule } = search({ schedule: aSchedule({ absences }), searchedAt: NOON + absences * SEARCH });
      expect(schedule.resendAt).toBeUndefined();
      expect(after.status).toBe('unconfirmed');
    }
  });

  it('counts the time from its last attempt', () => {
    const attempts = [anAttempt(), anAttempt({ number: 2, startedAt: NOON + 1, endedAt: NOON + 2 })];
    const schedule = aSchedule({ absences: 5 });
    expect(search({ attempts, schedule, searchedAt: OVER }).after.review).toBeNull();
    expect(search({ attempts, schedule, searchedAt: OVER + 1 }).after.review).not.toBeNull();
  });

  it('opens no second review', () => {
    const payout = { ...unconfirmed, review: aReview('absent_at_provider') };
    const schedule = aSchedule({ absences: 3 });
    expect(search({ schedule, searchedAt: OVER }, payout)).toMatchObject({ events: [], schedule: { absences: 4 } });
  });

  it('is told once to be absent', () => {
    expect(search().events.map(({ type }) => type)).toEqual(['absent']);
    expect(search({ schedule: aSchedule({ absences: 1 }) }).events).toEqual([]);
  });
});

describe('an open attempt of an operator who verified that a repeated id is refused', () => {
  it.each([
    [2, OVER, null],
    [3, OVER - 1, null],
    [3, OVER, OVER],
  ])('with search %i at %i is sent again at %s', (number, searchedAt, resendAt) => {
    const { after, schedule } = search({
      account: verified,
      schedule: aSchedule({ absences: number - 1 }),
      searchedAt,
    });
    expect(schedule.resendAt ?? null).toBe(resendAt);
    expect(after.review).toBeNull();
  });

  it('is not sent again after a 409', () => {
    const attempts = [anAttempt({ blocksResend: true })];
    const { after, schedule } = search({
      account: verified,
      attempts,
      schedule: aSchedule({ absences: 2 }),
      searchedAt: OVER,
    });
    expect(schedule.resendAt).toBeUndefined();
    expect(after.review?.reason).toBe('refused_after_unknown');
  });
});

describe('what an operator has had sent again', () => {
  const decided = aSchedule({ absences: 7, resendAt: NOON + 5_000 });

  it.each([
    ['on a provider without documented uniqueness', djamo, [anAttempt()]],
    ['after a 409', jumia, [anAttempt({ blocksResend: true })]],
  ])('is not reviewed once more while it waits, %s', (_, account, attempts) => {
    const { after, schedule } = search({ account, attempts, schedule: decided, searchedAt: OVER });
    expect([after.review, schedule.resendAt]).toEqual([null, NOON + 5_000]);
  });

  it('is not sent when it has expired meanwhile', () => {
    const payout = { ...unconfirmed, expiresAt: OVER };
    expect(search({ schedule: decided, searchedAt: OVER }, payout).after.review?.reason).toBe('absent_at_provider');
  });
});
