import type { PayoutDraft } from '../common/payout-connector.js';
import { jumiaCreditsProblems, withJumiaCreditsDefaults } from './jumia-credits.rules.js';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

const draft: PayoutDraft = {
  account: 'jumia-ng',
  amount: { minor: 10_000, scale: 2, currency: 'NGN' },
  recipient: { kind: 'email', value: 'awa@example.com' },
  name: 'Campaign voucher',
  description: null,
  subCompanyId: null,
  expiresAt: null,
};
const problemsOf = (change: Partial<PayoutDraft>) =>
  jumiaCreditsProblems({ ...draft, ...change }, { currency: 'NGN', maxAmount: null }, NOW);
const ngn = (minor: number, scale = 2) => ({ amount: { minor, scale, currency: 'NGN' } });
const to = (value: string) => ({ recipient: { kind: 'email' as const, value } });

describe('jumiaCreditsProblems', () => {
  it.each([
    {},
    ngn(1),
    to('Awa+tag@Example.COM'),
    { name: '💸'.repeat(50) },
    { description: 'x'.repeat(255) },
    { expiresAt: NOW + 5 * MINUTE },
  ])('has none with %j', (change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it.each<[Partial<PayoutDraft>, string]>([
    [ngn(0), 'amount'],
    [ngn(100, 0), 'amount'],
    [ngn(100, 3), 'amount'],
    [{ amount: { minor: 100, scale: 2, currency: 'KES' } }, 'currency'],
    [to('awa'), 'recipient.email'],
    [to(' awa@example.com'), 'recipient.email'],
    [to(`${'a'.repeat(64)}@${'b'.repeat(180)}.example.com`), 'recipient.email'],
    [{ recipient: { kind: 'msisdn', value: '+2250701020304' } }, 'recipient.email'],
    [{ name: null }, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(51) }, 'name'],
    [{ name: 'a\ud800' }, 'name'],
    [{ description: 'x'.repeat(256) }, 'description'],
    [{ description: 'a\nb' }, 'description'],
    [{ expiresAt: NOW + 5 * MINUTE - 1 }, 'expiresAt'],
    [{ expiresAt: Date.UTC(10_000, 0, 1) }, 'expiresAt'],
    [{ subCompanyId: 'subco_1' }, 'subCompanyId'],
  ])('has one with %j: %s', (change, field) => {
    expect(problemsOf(change)).toEqual([{ field, message: expect.stringMatching(/./) }]);
  });

  it("has JumiaPay's own decimals", () => {
    const tnd = { ...draft, amount: { minor: 100, scale: 2, currency: 'TND' } };
    expect(jumiaCreditsProblems(tnd, { currency: 'TND', maxAmount: null }, NOW)).toEqual([]);
  });
});

describe('withJumiaCreditsDefaults', () => {
  it('names a credit after the account, and describes it by its name', () => {
    const defaults = { defaultName: 'Voucher' };
    expect(withJumiaCreditsDefaults({ ...draft, name: null }, defaults)).toEqual({
      ...draft,
      name: 'Voucher',
      description: 'Voucher',
    });
    expect(withJumiaCreditsDefaults(draft, defaults)).toEqual({ ...draft, description: 'Campaign voucher' });
    const described = { ...draft, description: 'Refund' };
    expect(withJumiaCreditsDefaults(described, { defaultName: null })).toEqual(described);
  });
});
