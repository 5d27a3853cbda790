import type { PayoutDraft } from '../common/payout-connector.js';
import { djamoProblems } from './djamo.rules.js';

const draft: PayoutDraft = {
  account: 'djamo',
  amount: { minor: 5_000, scale: 0, currency: 'XOF' },
  recipient: { kind: 'msisdn', value: '+2250701020304' },
  name: null,
  description: null,
  subCompanyId: null,
  expiresAt: null,
};
const problemsOf = (change: Partial<PayoutDraft>) =>
  djamoProblems({ ...draft, ...change }, { minAmount: 5_000, maxAmount: 500_000 });
const xof = (minor: number, scale = 0) => ({ amount: { minor, scale, currency: 'XOF' } });
const to = (value: string) => ({ recipient: { kind: 'msisdn' as const, value } });

describe('djamoProblems', () => {
  it.each([
    {},
    xof(5_000),
    xof(500_000),
    to('+221771234567'),
    { description: 'x'.repeat(255) },
    { subCompanyId: 'subco_1' },
  ])('has none with %j', (change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it.each<[Partial<PayoutDraft>, string]>([
    [xof(4_999), 'amount'],
    [xof(500_001), 'amount'],
    [xof(500_000, 2), 'amount'],
    [{ amount: { minor: 5_000, scale: 0, currency: 'NGN' } }, 'currency'],
    [to('2250701020304'), 'recipient.msisdn'],
    [to('+22507010203'), 'recipient.msisdn'],
    [{ recipient: { kind: 'email', value: 'ada@example.com' } }, 'recipient.msisdn'],
    [{ name: 'Salaire' }, 'name'],
    [{ expiresAt: 1 }, 'expiresAt'],
    [{ description: 'x'.repeat(256) }, 'description'],
    [{ description: 'a\u0007' }, 'description'],
    [{ subCompanyId: 'sub co' }, 'subCompanyId'],
    [{ subCompanyId: 'x'.repeat(101) }, 'subCompanyId'],
  ])('has one with %j: %s', (change, field) => {
    expect(problemsOf(change)).toEqual([{ field, message: expect.stringMatching(/./) }]);
  });

  it('names both limits', () => {
    expect(problemsOf(xof(1))).toEqual([{ field: 'amount', message: 'must be from 5000 to 500000 XOF' }]);
  });
});
