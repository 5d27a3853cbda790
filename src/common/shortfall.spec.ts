import { tellsShortfall } from './shortfall.js';

describe('a lack of funds', () => {
  it.each([
    'SIM_INSUFFICIENT_FUNDS',
    'Insufficient balance',
    'not enough funds',
    'Solde insuffisant',
    'lack of balance',
  ])('is told by %s', (reason) => expect(tellsShortfall(reason)).toBe(true));

  it.each([null, '', 'insufficient permissions', 'SIM_DELIVERY_FAILED', 'the balance is being computed'])(
    'is not told by %s',
    (reason) => expect(tellsShortfall(reason)).toBe(false),
  );
});
