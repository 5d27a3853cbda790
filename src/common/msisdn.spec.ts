import { isPossibleMsisdn, msisdnDigits } from './msisdn.js';

describe('isPossibleMsisdn', () => {
  it.each(['+2250701020304', '+221771234567', '+2348031234567', '+254712345678', '+21620123456', '+33612345678'])(
    'accepts %j',
    (text) => {
      expect(isPossibleMsisdn(text)).toBe(true);
    },
  );

  it.each([
    '',
    '+',
    '2250701020304',
    '002250701020304',
    '+225 07 01 02 03 04',
    '+22507010203',
    '+22507010203045',
    '+0701020304',
    '+225070102030X',
    '+2250701020304\n',
    ' +2250701020304',
    '+٢٢٥٠٧٠١٠٢٠٣٠٤',
    '++2250701020304',
    '+9999999999999999',
    '+2250701020304;ext=1',
  ])('refuses %j', (text) => {
    expect(isPossibleMsisdn(text)).toBe(false);
  });
});

describe('msisdnDigits', () => {
  it.each(['+2250701020304', '225 07 01 02 03 04', '+225-07(01)02.03.04'])('of %j are the same', (text) => {
    expect(msisdnDigits(text)).toBe('2250701020304');
  });
});
