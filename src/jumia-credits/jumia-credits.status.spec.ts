import { jumiaCreditsFact, jumiaCreditsReturnReason } from './jumia-credits.status.js';

describe('jumiaCreditsFact', () => {
  it.each([
    ['processing_delivery', 'processing', null],
    ['delivered', 'paid', null],
    ['failed', 'failed', null],
    ['processing_cancellation', 'cancelling', null],
    ['cancelled', 'returned', 'canceled'],
    ['cancellation_failed', 'cancellation_failed', null],
    ['expired', 'returned', 'expired'],
    ['expiration_failed', 'expiration_failed', null],
  ])('takes %s as %s', (word, fact, returnReason) => {
    expect(jumiaCreditsFact(word)).toBe(fact);
    expect(jumiaCreditsReturnReason(word)).toBe(returnReason);
  });

  it.each(['', 'Delivered', 'processing_expiration', 'constructor', '__proto__'])('does not know %j', (word) => {
    expect(jumiaCreditsFact(word)).toBe('unknown');
    expect(jumiaCreditsReturnReason(word)).toBeNull();
  });
});
