import { kept } from './kept-result.js';

describe('a reading that is kept', () => {
  let now = 0;
  let reads = 0;
  const read = (tookMs: number) =>
    kept(
      async () => {
        reads += 1;
        now += tookMs;
        return reads;
      },
      () => now,
    );

  beforeEach(() => {
    now = 0;
    reads = 0;
  });

  it('is shared by all who ask at once, and for five seconds', async () => {
    const ask = read(1);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    now = 4_999;
    expect(await ask()).toBe(1);
    now = 5_000;
    expect(await ask()).toBe(2);
  });

  it('is kept fifty times as long as it took', async () => {
    const ask = read(1_000);
    await ask();
    now = 49_999;
    expect(await ask()).toBe(1);
    now = 50_000;
    expect(await ask()).toBe(2);
  });
});
