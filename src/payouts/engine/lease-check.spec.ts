import { aPayout } from '../../../test/support/factories.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { guard, momentOf, recheck } from './lease-check.js';

const LEASE = 120_000;
const TIMEOUT = 45_000;
/** Latest start of a POST after the claim, in milliseconds: 120 s − 45 s − 15 s. */
const LAST = 60_000;

/** Calls `guard` after the given time has passed on each clock since the claim. */
function ask(wall: number, monotonic: number, overrides: Partial<Parameters<typeof guard>[2]> = {}): string | null {
  const time = { wall: 1_000_000, monotonic: 500 };
  const clock = { now: () => time.wall, monotonic: () => time.monotonic };
  const claimedAt = momentOf(clock);
  time.wall += wall;
  time.monotonic += monotonic;
  const options = { lease: LEASE, submitTimeout: TIMEOUT, draining: false, ...overrides };
  return guard(claimedAt, clock, options)?.reason ?? null;
}

describe('the last check before the first byte', () => {
  it('lets a POST begin at once', () => {
    expect(ask(0, 0)).toBeNull();
  });

  it('lets a POST begin until the last millisecond in which its timeout and an eighth of the lease are left', () => {
    expect(ask(LAST, LAST)).toBeNull();
    expect(ask(LAST + 1, LAST + 1)).toContain('lease');
  });

  it('stops after a sleep, in which only the wall clock went on', () => {
    expect(ask(LAST + 1, 0)).toContain('lease');
    expect(ask(3_600_000, 5)).toContain('lease');
  });

  it('stops when only the monotonic clock went on, because the wall clock was set back', () => {
    expect(ask(0, LAST + 1)).toContain('lease');
  });

  it('stops when the wall clock went back by a millisecond', () => {
    expect(ask(-1, 0)).toContain('went back');
    expect(ask(-3_600_000, 10)).toContain('went back');
  });

  it('stops as soon as the service is shutting down', () => {
    expect(ask(0, 0, { draining: true })).toContain('shutting down');
  });

  it('never lets a POST begin with the shortest lease that the configuration allows, once a quarter of it is over', () => {
    expect(ask(0, 0, { lease: 2 * TIMEOUT })).toBeNull();
    expect(ask(33_750, 33_750, { lease: 2 * TIMEOUT })).toBeNull();
    expect(ask(33_751, 33_751, { lease: 2 * TIMEOUT })).toContain('lease');
  });

  it('ends the attempt as not sent', () => {
    const clock = { now: () => 0, monotonic: () => 0 };
    expect(guard(momentOf(clock), clock, { lease: LEASE, submitTimeout: TIMEOUT, draining: true })).toEqual({
      kind: 'not_sent',
      cause: 'guard',
      reason: 'the service is shutting down',
      httpStatus: null,
      retryAfterMs: null,
    });
  });
});

describe('the second look at a claimed payout', () => {
  const claimed = { ...aPayout({ version: 2 }), leaseToken: 'ours' } as StoredPayout;

  it.each([
    ['is as it was claimed', claimed, null],
    ['has another lease', { ...claimed, leaseToken: 'theirs' }, 'changed'],
    ['has no lease any more', { ...claimed, leaseToken: null }, 'changed'],
    ['has new events', { ...claimed, version: 3 }, 'changed'],
  ])('tells whether it %s', async (_, now, reason) => {
    const refused = await recheck(claimed, { read: async () => now as never });
    expect(refused?.reason.includes(reason ?? '') ?? null).toBe(reason === null ? null : true);
  });

  it('stops the POST if the database does not answer', async () => {
    const refused = await recheck(claimed, { read: () => Promise.reject(new Error('away')) });
    expect(refused).toMatchObject({ kind: 'not_sent', cause: 'guard' });
  });
});
