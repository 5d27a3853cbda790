import { TokenBucket } from './work-limiter.js';

function bucket(perSecond: number) {
  const time = { now: 0 };
  const clock = { now: () => 0, monotonic: () => time.now };
  return { time, bucket: new TokenBucket(perSecond, clock) };
}

/** Takes all available tokens every `stepMs` for `totalMs`. Returns their number. */
function taken(perSecond: number, stepMs: number, totalMs: number): number {
  const { time, bucket: one } = bucket(perSecond);
  let count = 0;
  for (time.now = 0; time.now <= totalMs; time.now += stepMs) {
    const available = one.available();
    one.take(available);
    count += available;
  }
  return count;
}

describe('a token bucket', () => {
  it('begins with a second of tokens and never has more', () => {
    const { bucket: one, time } = bucket(20);
    expect(one.available()).toBe(20);
    time.now = 3_600_000;
    expect(one.available()).toBe(20);
  });

  it('earns its tokens evenly', () => {
    const { bucket: one, time } = bucket(20);
    one.take(20);
    expect(one.available()).toBe(0);
    time.now = 49;
    expect(one.available()).toBe(0);
    time.now = 51;
    expect(one.available()).toBe(1);
    time.now = 1_001;
    expect(one.available()).toBe(20);
  });

  it('owes what was taken in advance', () => {
    const { bucket: one, time } = bucket(10);
    one.take(15);
    time.now = 500;
    expect(one.available()).toBe(0);
    time.now = 600.1;
    expect(one.available()).toBe(1);
  });

  it.each([7, 50, 333, 1_000])('gives no more than its rate when it is asked every %i ms', (stepMs) => {
    const count = taken(20, stepMs, 60_000);
    expect(count).toBeLessThanOrEqual(20 + 20 * 60);
    expect(count).toBeGreaterThan(20 * 59);
  });

  it('gives one every two seconds at half a token per second', () => {
    const { bucket: one, time } = bucket(0.5);
    expect(one.available()).toBe(1);
    one.take(1);
    time.now = 1_999;
    expect(one.available()).toBe(0);
    time.now = 2_000;
    expect(one.available()).toBe(1);
  });

  it('reserves a token in advance, as far ahead as the caller waits', () => {
    const { bucket: one, time } = bucket(10);
    expect(one.reserve(0)).toBe(0);
    one.take(9);
    expect([one.reserve(250), one.reserve(250), one.reserve(250)]).toEqual([100, 200, null]);
    expect(one.available()).toBeLessThan(0);
    time.now = 201;
    expect(one.available()).toBe(0);
  });

  it('earns nothing while the monotonic clock stands still', () => {
    const { bucket: one } = bucket(5);
    one.take(5);
    expect([one.available(), one.available()]).toEqual([0, 0]);
  });
});
