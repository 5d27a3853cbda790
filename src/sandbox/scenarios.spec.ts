import { CUSTOMER_STATUSES } from './djamo/djamo-customers.js';
import { CREDIT_SCENARIOS, SCENARIOS, scenarioOfEmail, scenarioOfMsisdn } from './scenarios.js';

describe('the table of magic inputs', () => {
  it('names every word and every ending once, apart from the endings of customer statuses', () => {
    const endings = [...SCENARIOS.map(({ msisdnEnding }) => msisdnEnding), ...Object.keys(CUSTOMER_STATUSES)];
    expect(new Set(endings).size).toBe(endings.length);
    expect(new Set([...SCENARIOS, ...CREDIT_SCENARIOS].map(({ word }) => word)).size).toBe(
      SCENARIOS.length + CREDIT_SCENARIOS.length,
    );
  });

  it('finds a word by the last two digits of an msisdn', () => {
    expect(scenarioOfMsisdn('+2250700000031').word).toBe('lost-reply');
    expect(scenarioOfMsisdn('+2250700000099').word).toBe('success');
    expect(scenarioOfMsisdn('').word).toBe('success');
    expect(scenarioOfMsisdn(undefined).word).toBe('success');
  });

  it.each([
    ['lost-reply@example.com', 'lost-reply'],
    ['ada+lost-reply@example.com', 'lost-reply'],
    ['Ada+Lost-Reply@example.com', 'lost-reply'],
    ['cancel-fails@example.com', 'cancel-fails'],
    ['ada+newsletter@example.com', 'success'],
    ['ada@lost-reply.example', 'success'],
    [42, 'success'],
  ])('finds in the e-mail %s the word %s', (email, word) => {
    expect(scenarioOfEmail(email).word).toBe(word);
  });
});
