import { masked } from './parts.js';

describe('a masked recipient', () => {
  it.each([
    [{ msisdn: '+2250701020300' }, '+225 07 •• •• 03 00'],
    [{ msisdn: '+221771234567' }, '+221 77 •• •4 56 7'],
    [{ email: 'awa@example.com' }, 'a•••@example.com'],
    [{ msisdn: '+22512' }, '+225 12 12'],
  ])('%j is shown as %s', (recipient, shown) => {
    expect(masked(recipient as never)).toBe(shown);
  });
});
