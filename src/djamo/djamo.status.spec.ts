import { djamoFact } from './djamo.status.js';

describe('djamoFact', () => {
  it.each([
    ['pending', 'processing'],
    ['completed', 'paid'],
    ['failed', 'failed'],
  ])('takes %s as %s', (word, fact) => {
    expect(djamoFact(word)).toBe(fact);
  });

  it.each(['', 'Completed', 'completed ', 'reversed', 'constructor', '__proto__'])('does not know %j', (word) => {
    expect(djamoFact(word)).toBe('unknown');
  });
});
