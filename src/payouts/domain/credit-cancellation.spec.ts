import { anObservation, aPayout, NOON } from '../../../test/support/factories.js';
import type { ProviderFact, ReturnReason } from '../../common/payout-connector.js';
import { observe } from './apply-observation.js';
import { applyEvents } from './fold.js';
import type { CancellationStatus, Payout } from './payout.js';

const AT = NOON + 1_000;

function requested(status: CancellationStatus): Payout {
  const cancellation = { status, requestedAt: NOON, updatedAt: NOON, reason: null, unanswered: 0, post: null };
  return aPayout({ status: 'paid', providerId: 'txn_1', settledAt: NOON, cancellation });
}

function told(
  payout: Payout,
  fact: ProviderFact,
  returnReason: ReturnReason | null = null,
  usedAmount: string | null = null,
) {
  const observation = anObservation({ fact, returnReason, usedAmount });
  return applyEvents(payout, observe(payout, observation, { at: AT, mayBeExecuted: true }).events);
}

describe('a cancellation that we asked for', () => {
  it.each([
    ['requested', 'cancelling', 'processing', 'paid'],
    ['requested', 'paid', 'requested', 'paid'],
    ['requested', 'cancellation_failed', 'failed', 'paid'],
    ['processing', 'cancellation_failed', 'failed', 'paid'],
    ['failed', 'cancelling', 'processing', 'paid'],
    ['done', 'cancelling', 'done', 'paid'],
    ['done', 'cancellation_failed', 'done', 'paid'],
    ['requested', 'expiration_failed', 'refused', 'paid'],
    ['requested', 'unknown', 'requested', 'paid'],
  ] as const)('that is %s, told %s, is %s, and the payout %s', (before, fact, cancellation, status) => {
    expect(told(requested(before), fact)).toMatchObject({ status, cancellation: { status: cancellation } });
  });

  it.each(['requested', 'processing', 'failed'] as const)(
    'that is %s is done when the credit comes back canceled',
    (status) => {
      const after = told(requested(status), 'returned', 'canceled', '0');
      expect(after).toMatchObject({
        status: 'returned',
        cancellation: { status: 'done', updatedAt: AT, requestedAt: NOON },
      });
    },
  );

  it('is done also when nothing of the credit was left to come back', () => {
    expect(told(requested('processing'), 'returned', 'canceled', '100.50')).toMatchObject({
      status: 'paid',
      cancellation: { status: 'done' },
    });
  });

  it.each(['requested', 'processing'] as const)('that is %s is refused when the credit expires first', (status) => {
    const after = told(requested(status), 'returned', 'expired', '0');
    expect(after).toMatchObject({ status: 'returned', returnReason: 'expired', cancellation: { status: 'refused' } });
    expect(after.cancellation?.reason).toContain('expired');
  });

  it('that is done stays done whatever comes back', () => {
    expect(told(requested('done'), 'returned', 'expired', '0').cancellation?.status).toBe('done');
  });
});

describe("a cancellation in the provider's own pages", () => {
  it('returns the payout and has no record', () => {
    const paid = aPayout({ status: 'paid', settledAt: NOON });
    expect(told(paid, 'cancelling').cancellation).toBeNull();
    expect(told(paid, 'returned', 'canceled', '0')).toMatchObject({ status: 'returned', cancellation: null });
  });
});
