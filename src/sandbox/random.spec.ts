import { SeededRandom } from './random.js';

const numbers = (seed: number) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: 1000 }, () => random.next());
};

describe('SeededRandom', () => {
  it('repeats itself for a seed, and differs for another', () => {
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it('spreads its numbers evenly from 0 to below 1', () => {
    const drawn = numbers(1);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    for (const share of [0.1, 0.5, 0.9]) {
      const below = drawn.filter((number) => number < share).length / 1000;
      expect(Math.abs(below - share)).toBeLessThan(0.05);
    }
  });
});
