import { anAttempt, aPayout, aReview } from '../../../test/support/factories.js';
import { PAYOUT_STATUSES } from './payout.js';
import { obstacleToRetry } from './retry-obstacle.js';

const proven = anAttempt({ proof: 'not_executed' });
const observed = (fact: string) => ({ type: 'observed' as const, data: { fact } });

describe('a retry', () => {
  it.each(PAYOUT_STATUSES)('of %s is possible only if nobody can have got the money', (status) => {
    const ended = status === 'failed' || status === 'canceled';
    expect(obstacleToRetry(aPayout({ status }), [proven], []) === null).toBe(ended);
    expect(obstacleToRetry(aPayout({ status }), [proven, anAttempt()], [])).not.toBeNull();
  });

  it('believes the provider that a payout failed, if that is its last word', () => {
    const failed = aPayout({ status: 'failed' });
    expect(obstacleToRetry(failed, [anAttempt()], [observed('processing'), observed('failed')])).toBeNull();
    expect(obstacleToRetry(failed, [anAttempt()], [observed('failed'), observed('paid')])).not.toBeNull();
    expect(obstacleToRetry(failed, [anAttempt(), anAttempt({ endedAt: null })], [observed('failed')])).not.toBeNull();
  });

  it('waits for the person who reviews the payout', () => {
    expect(obstacleToRetry(aPayout({ status: 'failed', review: aReview('conflict') }), [proven], [])).not.toBeNull();
  });
});
