import type { Observation, ProviderFact, ReturnReason } from '../../src/common/payout-connector.js';
import { anEcho, anObservation } from './factories.js';

const FACTS: readonly ProviderFact[] = [
  'processing',
  'paid',
  'failed',
  'cancelling',
  'cancellation_failed',
  'expiration_failed',
  'unknown',
];
const RETURN_REASONS: readonly ReturnReason[] = ['canceled', 'expired', 'reversed'];
/** Of `aPayout()`, which is of 100.50: nothing is told, nothing was spent, a part of it, all of it. */
const USED = [null, '0', '40', '100.50'] as const;

/** All eight facts; `returned` with each reason and each amount spent. */
export const PLAIN: readonly Observation[] = [
  ...FACTS.map((fact) => anObservation({ fact })),
  ...RETURN_REASONS.flatMap((returnReason) =>
    USED.map((usedAmount) => anObservation({ fact: 'returned', returnReason, usedAmount })),
  ),
];

/** What a careless or a hostile provider says beside it. */
export const ODD: readonly Observation[] = [
  anObservation({ fact: 'paid', usedAmount: '100.50' }),
  anObservation({ fact: 'unknown', usedAmount: '100.50' }),
  anObservation({ fact: 'paid', providerId: null }),
  anObservation({ fact: 'failed', providerId: null }),
  anObservation({ fact: 'unknown', providerId: null }),
  anObservation({ fact: 'paid', providerId: 'txn_2' }),
  anObservation({ fact: 'failed', duplicated: true }),
  anObservation({ fact: 'paid', echo: anEcho({ amount: '1' }) }),
];

/** For messages: what distinguishes an observation from the others here. */
export function nameOf({ fact, returnReason, usedAmount, providerId, duplicated, echo }: Observation): string {
  return [fact, returnReason, usedAmount && `used ${usedAmount}`, providerId, duplicated && 'twice', echo.amount]
    .filter(Boolean)
    .join(' ');
}
