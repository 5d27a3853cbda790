import { aReview, NOON } from '../../../test/support/factories.js';
import { decideApproval } from './approval.js';

describe('the decision about a payout that waits for approval', () => {
  const decide = (decision: 'approve' | 'reject', review = aReview('account_changed')) =>
    decideApproval({ approvers: 1, review }, [], { decision, by: 'chief', at: NOON });

  it('ends a review when it rejects, because nobody could end it afterwards', () => {
    const outcome = decide('reject');
    expect(outcome.kind === 'change' && outcome.events.map(({ type, changes }) => [type, changes])).toEqual([
      ['rejected', { status: 'canceled' }],
      ['review_cleared', { review: null }],
    ]);
  });

  it('leaves a review to a person when it approves', () => {
    const outcome = decide('approve');
    expect(outcome.kind === 'change' && outcome.events.map(({ type }) => type)).toEqual(['approved']);
  });
});
