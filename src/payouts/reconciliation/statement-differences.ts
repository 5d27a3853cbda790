import { formatAmount } from '../../common/money.js';
import type { Observation } from '../../common/payout-connector.js';
import { echoDifferences } from '../domain/compare-echo.js';
import { isFinal, type Payout } from '../domain/payout.js';
import { agrees } from '../domain/provider-facts.js';
import type { NewDiscrepancy } from '../storage/discrepancies.repository.js';

type Difference = Pick<NewDiscrepancy, 'kind' | 'expected' | 'actual'>;

/**
 * Returns true if the line is not the transaction of the payout, but another one: its provider id differs from that of
 * the payout, or the line is marked as a second transaction with the same reference.
 */
function isAnother({ providerId }: Payout, observation: Observation): boolean {
  const other = providerId !== null && observation.providerId !== null && observation.providerId !== providerId;
  return other || observation.duplicated;
}

/** Returns true if the payout is final, but the line has a status word that the provider does not document. */
function isStrange({ status }: Payout, { fact }: Observation): boolean {
  return fact === 'unknown' && isFinal(status);
}

/**
 * Returns true if the line contradicts the payout in a way that another read of the payout cannot explain. A person
 * must then decide.
 */
export function isContradiction(payout: Payout, observation: Observation): boolean {
  return isAnother(payout, observation) || isStrange(payout, observation);
}

/**
 * Returns the differences between a line and its payout. A different recipient is reported without its values, because
 * they are personal data.
 */
export function differences(payout: Payout, observation: Observation): Difference[] {
  const { status, amount, scale, providerId } = payout;
  const { echo, fact, providerStatus } = observation;
  // The status of another transaction says nothing about this payout, so it is not compared.
  if (isAnother(payout, observation)) {
    return [{ kind: 'duplicate', expected: providerId, actual: observation.providerId }];
  }
  const fields = echoDifferences(payout, echo);
  const found: [boolean, Difference][] = [
    [fields.includes('amount'), { kind: 'amount_differs', expected: formatAmount(amount, scale), actual: echo.amount }],
    [fields.includes('recipient'), { kind: 'recipient_differs', expected: null, actual: null }],
    [isStrange(payout, observation), { kind: 'unknown_word', expected: status, actual: providerStatus }],
    [!agrees(status, fact), { kind: 'status_differs', expected: status, actual: providerStatus }],
  ];
  return found.filter(([differs]) => differs).map(([, difference]) => difference);
}
