import type { LedgerEntry, LedgerKind } from '../sandbox/ledger.js';
import type { PayoutView } from './cauri-client.js';
import type { Draft } from './drafts.js';
import { type Books, compare, reviews } from './verdict.js';

const MSISDN = '+2250700000100';
const DRAFT: Draft = {
  provider: 'djamo',
  amount: '5000',
  currency: 'XOF',
  recipient: { msisdn: MSISDN },
  description: 'spec',
};

function payout(changes: Partial<PayoutView> = {}): PayoutView {
  const { provider, amount, currency, recipient } = DRAFT;
  const nothing = { review: null, reference: null, usedAmount: null, returnedAmount: null, failure: null };
  return { id: 'p1', version: 5, status: 'paid', provider, amount, currency, recipient, ...nothing, ...changes };
}

function entry(kind: LedgerKind, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const facts = { reference: 'p1', amount: '5000', currency: 'XOF', recipient: MSISDN, status: 'completed' };
  return { seq: 1, at: '2026-01-01T00:00:00.000Z', kind, id: 'txn_1', ...facts, ...changes };
}

const PAID = [entry('executed'), entry('settled')];

function differences({
  payouts = [payout()],
  djamo = PAID,
}: {
  payouts?: PayoutView[];
  djamo?: LedgerEntry[];
}): string[] {
  const orders: Books['orders'] = [{ group: 'spec', draft: DRAFT, id: 'p1' }];
  const checks = compare({ orders, payouts, ledgers: { djamo, 'jumia-credits': [] } });
  return checks.flatMap((check) => check.differences);
}

describe('the comparison with the ledgers', () => {
  it('finds nothing when all agree', () => {
    expect(differences({})).toEqual([]);
    expect(differences({ payouts: [payout({ status: 'failed' })], djamo: [] })).toEqual([]);
    const failed = [entry('executed'), entry('failed')];
    expect(differences({ payouts: [payout({ status: 'failed' })], djamo: failed })).toEqual([]);
    expect(differences({ payouts: [payout({ status: 'canceled' })], djamo: [] })).toEqual([]);
    const returned = [payout({ status: 'returned', returnedAmount: '3500' })];
    expect(differences({ payouts: returned, djamo: [...PAID, entry('returned', { amount: '3500' })] })).toEqual([]);
    // The customer spent everything before the credit was cancelled.
    expect(differences({ djamo: [...PAID, entry('returned', { amount: '0' })] })).toEqual([]);
  });

  it.each<[what: string, books: Parameters<typeof differences>[0], told: RegExp]>([
    ['a lost payout', { payouts: [], djamo: [] }, /p1 was answered with 201, and Cauri does not know it/],
    [
      'a payout nobody ordered',
      { payouts: [payout(), payout({ id: 'p2', status: 'canceled' })] },
      /p2 .* was never ordered/,
    ],
    ['a payout with another amount', { payouts: [payout({ amount: '6000' })] }, /was ordered as djamo 5000 XOF/],
    ['an open payout', { payouts: [payout({ status: 'processing' })] }, /p1 .* is not final/],
    [
      'money without a payout',
      { djamo: [...PAID, entry('executed', { reference: 'p9' })] },
      /executed txn_1 \(reference p9/,
    ],
    ['money without a reference', { djamo: [...PAID, entry('executed', { reference: null })] }, /reference null/],
    ['a second execution', { djamo: [...PAID, entry('executed', { id: 'txn_2' })] }, /p1 .* was executed 2 times/],
    ['paid, never executed', { djamo: [] }, /executed 0 times/],
    ['paid, never settled', { djamo: [entry('executed')] }, /settled 0 times/],
    [
      'paid to another recipient',
      { djamo: [entry('executed'), entry('settled', { recipient: '+2250700000199' })] },
      /settled 0 times, anything 1/,
    ],
    [
      'paid with another amount',
      { djamo: [entry('executed'), entry('settled', { amount: '5001' })] },
      /the sums differ/,
    ],
    ['failed, yet settled', { payouts: [payout({ status: 'failed' })] }, /but the ledger says executed, settled/],
    [
      'returned, yet not in the ledger',
      { payouts: [payout({ status: 'returned', returnedAmount: '5000' })] },
      /returned 5000, the ledger 0/,
    ],
    [
      'returned with another amount',
      {
        payouts: [payout({ status: 'returned', returnedAmount: '5000' })],
        djamo: [...PAID, entry('returned', { amount: '3500' })],
      },
      /returned 5000, the ledger 3500/,
    ],
    ['paid, yet returned in the ledger', { djamo: [...PAID, entry('returned')] }, /p1 .* returned 0, the ledger 5000/],
    [
      'canceled, yet executed',
      { payouts: [payout({ status: 'canceled' })], djamo: [entry('executed')] },
      /says executed/,
    ],
    ['failed, yet under way', { payouts: [payout({ status: 'failed' })], djamo: [entry('executed')] }, /says executed/],
  ])('tells %s', (_, books, told) => {
    expect(differences(books).join('\n')).toMatch(told);
  });

  it('names a payout that waits for a person, which is no difference', () => {
    const review = { reason: 'absent_at_provider', message: 'It cannot be found.' };
    const payouts = [payout({ status: 'unconfirmed', review })];
    expect(differences({ payouts, djamo: [] })).toEqual([]);
    expect(reviews({ orders: [], payouts, ledgers: { djamo: [], 'jumia-credits': [] } })).toEqual([
      'p1 (djamo, unconfirmed): absent_at_provider. It cannot be found.',
    ]);
  });

  it('adds decimal amounts exactly', () => {
    const email = { provider: 'jumia-credits', currency: 'NGN', recipient: { email: 'a@example.com' } };
    const payouts = ['0.10', '0.20'].map((amount, index) => payout({ ...email, id: `n${index}`, amount }));
    const ledger = payouts.map(({ id, amount }) => entry('settled', { reference: id, amount, currency: 'NGN' }));
    const checks = compare({ orders: [], payouts, ledgers: { djamo: [], 'jumia-credits': ledger } });
    expect(checks.map(({ statement }) => statement)).toContain(
      'jumia-credits: Cauri paid 0.30 NGN, the ledger settled 0.30 NGN',
    );
  });
});
