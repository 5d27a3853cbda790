import { type Attempt, noneExecuted } from './attempts.js';
import { lastFact } from './credit-cancellation.js';
import type { NewEvent, Payout } from './payout.js';

/**
 * Returns the reason why a payout must not be retried, or null if it may be retried. A retry is a new payout with the
 * same order. It requires proof that nobody got the money of the old payout: every attempt is proven not executed, or
 * the provider itself reported that the payout failed.
 */
export function obstacleToRetry(
  { status, review }: Pick<Payout, 'status' | 'review'>,
  attempts: readonly Pick<Attempt, 'proof' | 'endedAt'>[],
  events: readonly Pick<NewEvent, 'type' | 'data'>[],
): string | null {
  if (status !== 'failed' && status !== 'canceled') return `A payout that is ${status} cannot be retried.`;
  if (review !== null) return 'A payout in review cannot be retried.';
  if (noneExecuted(attempts)) return null;
  const answered = attempts.every(({ endedAt }) => endedAt !== null);
  if (status === 'failed' && answered && lastFact(events) === 'failed') return null;
  return 'It is not proven that no attempt of this payout was executed.';
}
