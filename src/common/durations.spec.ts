import { parseDuration, parsePlan, planStep } from './durations.js';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['45s', 45_000],
    ['15m', 900_000],
    ['72h', 259_200_000],
    ['90d', 7_776_000_000],
    [' 1s ', 1_000],
    ['0s', 0],
  ])('reads %j as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '1.5s', '-1s', '+1s', '1 s', '1S', '1w', '1e3s', '1s1m', '1234567890s', '٣s'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});

describe('parsePlan', () => {
  it('reads one step after the other', () => {
    expect(parsePlan('30s, 1m ,2m')).toEqual([30_000, 60_000, 120_000]);
  });

  it.each(['', '30s,', ',30s', '30s,,1m', '30s,0s', '30s,soon', '30s;1m'])('refuses %j', (text) => {
    expect(parsePlan(text)).toBeNull();
  });
});

describe('planStep', () => {
  it.each([
    [0, 10],
    [1, 20],
    [2, 30],
    [3, 30],
    [1_000_000, 30],
    [-1, 10],
  ])('takes for step %i the wait of %i', (step, wait) => {
    expect(planStep([10, 20, 30], step)).toBe(wait);
  });
});
