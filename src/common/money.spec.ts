import {
  amountText,
  balanceText,
  floorAmount,
  formatAmount,
  normalizeAmount,
  parseAmount,
  readAmount,
} from './money.js';

describe('parseAmount', () => {
  it.each([
    ['0', 0, 0],
    ['1', 0, 1],
    ['1', 2, 100],
    ['100.5', 2, 10_050],
    ['100.50', 2, 10_050],
    ['1.005', 3, 1_005],
    ['0.01', 2, 1],
    ['999999999999.99', 2, 99_999_999_999_999],
    ['999999999999.999', 3, 999_999_999_999_999],
  ])('reads %j at scale %i as %i', (text, scale, minor) => {
    expect(parseAmount(text, scale)).toBe(minor);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '.5',
    '1.',
    '00',
    '01',
    '1e3',
    '1,5',
    '1 000',
    '0x10',
    '1.5.5',
    'NaN',
    'Infinity',
    '1\n',
    ' 1',
    '١',
    '1.001',
    '1000000000000',
    '100.990',
  ])('refuses %j at scale 2', (text) => {
    expect(parseAmount(text, 2)).toBeNull();
  });

  it('refuses any decimals at scale 0', () => {
    expect([parseAmount('1.0', 0), parseAmount('1', 0)]).toEqual([null, 1]);
  });

  it('refuses a scale that would leave the safe integers', () => {
    expect(parseAmount('1', 4)).toBeNull();
    expect(Number.isSafeInteger(parseAmount('999999999999.999', 3))).toBe(true);
  });
});

describe('formatAmount', () => {
  it.each([
    [0, 0, '0'],
    [0, 2, '0.00'],
    [1, 2, '0.01'],
    [10_000, 2, '100.00'],
    [-150, 2, '-1.50'],
    [5, 3, '0.005'],
    [99_999_999_999_999, 2, '999999999999.99'],
  ])('writes %i at scale %i as %j', (minor, scale, text) => {
    expect(formatAmount(minor, scale)).toBe(text);
  });

  it('is read back as the same amount, at random', () => {
    const amounts = Array.from({ length: 10_000 }, () => Math.floor(Math.random() * 1e14));
    for (const scale of [0, 2, 3]) {
      const texts = amounts.map((minor) => formatAmount(minor, scale));
      expect(texts.map((text) => readAmount(text, scale))).toEqual(amounts);
      expect(texts.map((text) => readAmount(normalizeAmount(text), scale))).toEqual(amounts);
    }
  });
});

describe('normalizeAmount', () => {
  it.each([
    ['100', '100'],
    ['100.0', '100'],
    ['100.90', '100.9'],
    ['0.00', '0'],
    ['1000', '1000'],
    ['10.01', '10.01'],
  ])('makes %j %j', (text, normal) => {
    expect(normalizeAmount(text)).toBe(normal);
  });
});

describe('amountText', () => {
  it.each<[unknown, string | null]>([
    ['100.50', '100.50'],
    [' 100 ', '100'],
    [100, '100'],
    [100.5, '100.5'],
    [0.1, '0.1'],
    [999_999_999_999.99, '999999999999.99'],
    [1e21, null],
    [1e-7, '0'],
    [-5.5e-17, '0'],
    [33.300000000000004, '33.300000000000004'],
    [-1, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    ['1e3', null],
    ['-1', null],
    ['', null],
    [null, null],
    [undefined, null],
    [{}, null],
    [['1'], null],
    [true, null],
  ])('reads %j as %j', (value, text) => {
    expect(amountText(value)).toBe(text);
  });
});

describe('readAmount', () => {
  it.each([
    ['100.5', 2, 10_050],
    ['0100.5', 2, 10_050],
    ['100.5000', 2, 10_050],
    ['100.501', 2, null],
    ['33.300000000000004', 2, 3_330],
    ['100.50000000000001', 2, 10_050],
    ['0.29999999999999993', 2, 30],
    ['99.999999999999', 0, 100],
    ['100.5000005', 2, null],
    ['100.4999996', 2, 10_050],
    ['100.4999994', 2, null],
    ['100.0', 0, 100],
    ['100.1', 0, null],
    ['99999999999999999', 2, null],
    ['', 2, null],
    ['free', 2, null],
    ['-1', 2, null],
    [null, 2, null],
  ])('of %j at scale %i is %j', (text, scale, minor) => {
    expect(readAmount(text, scale)).toBe(minor);
  });
});

describe('a balance', () => {
  it.each([
    [1_000, '1000', 1_000],
    ['1000.5', '1000.5', 1_000],
    [0, '0', 0],
    [-13_250, '-13250', -13_250],
    ['-13250', '-13250', -13_250],
    [-0.5, '-0.5', -1],
    ['-x', null, null],
    ['--1', null, null],
    [undefined, null, null],
  ])('of %j is %j, in whole units and rounded down %j', (value, text, minor) => {
    expect(balanceText(value)).toBe(text);
    expect(text === null ? null : floorAmount(text, 0)).toBe(minor);
  });

  it.each([
    ['1.239', 123],
    ['-1.231', -124],
    ['-1.23', -123],
    ['99999999999999999', null],
    ['', null],
  ])('of %j is rounded down to cents: %j', (text, minor) => {
    expect(floorAmount(text, 2)).toBe(minor);
  });
});
