import { Lane, TokenBucket } from './work-limiter.js';

function lane(concurrency: number, rate = 1_000) {
  const time = { now: 0 };
  return { time, lane: new Lane(concurrency, new TokenBucket(rate, { now: () => 0, monotonic: () => time.now })) };
}

/** Returns a promise that the test resolves by calling `end`. */
function work(): { readonly done: Promise<void>; end(): void } {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end: () => end() };
}

const nothing = () => undefined;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a lane', () => {
  it('is as wide as its concurrency', async () => {
    const { lane: one } = lane(2);
    const [a, b] = [work(), work()];
    one.run(a.done, nothing);
    expect(one.free()).toBe(1);
    one.run(b.done, nothing);
    expect(one.free()).toBe(0);
    a.end();
    await settled();
    expect(one.free()).toBe(1);
    b.end();
  });

  it('is as fast as its rate, also when its work ends at once', async () => {
    const { lane: one, time } = lane(100, 3);
    for (let count = 0; count < 3; count += 1) one.run(Promise.resolve(), nothing);
    await settled();
    expect(one.free()).toBe(0);
    time.now = 400;
    expect(one.free()).toBe(1);
  });

  it('wakes up whoever waits after the place is free', async () => {
    const { lane: one } = lane(1);
    const a = work();
    let free = -1;
    one.run(a.done, () => {
      free = one.free();
    });
    a.end();
    await settled();
    expect(free).toBe(1);
  });

  it('is idle only when all of its work has ended, that which came meanwhile too', async () => {
    const { lane: one } = lane(2);
    const [a, b] = [work(), work()];
    one.run(a.done, () => one.run(b.done, nothing));
    let idle = false;
    const waiting = one.idle().then(() => {
      idle = true;
    });
    a.end();
    await settled();
    expect(idle).toBe(false);
    b.end();
    await waiting;
    expect(idle).toBe(true);
  });

  it('is idle from the start', async () => {
    await expect(lane(1).lane.idle()).resolves.toBeUndefined();
  });
});
