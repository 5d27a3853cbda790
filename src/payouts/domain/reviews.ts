import type { NewEvent, Payout, ReviewReason } from './payout.js';

/** Sentence for people about each reason of a review. */
const MESSAGES: Record<ReviewReason, string> = {
  absent_at_provider:
    'A submission got no answer and the provider does not know it. It may still be executed late; Cauri does not send it again by itself.',
  refused_after_unknown:
    'The provider refused a repeated submission, yet does not know the payout. An earlier attempt may still be executed.',
  unfinished: 'The payout has not reached a final state in the time allowed.',
  conflict: 'The provider contradicts what was recorded before.',
  mismatch: 'The provider answers with another amount, currency, recipient or reference than was ordered.',
  account_changed:
    'The account is configured with another wallet, company or address than the payout was accepted for.',
};

/**
 * Returns the event that opens a review: a person must look at the payout, and nothing is sent for it until then.
 * `since` is in epoch milliseconds.
 */
export function openReview(
  reason: ReviewReason,
  since: number,
  data: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return {
    type: 'review_opened',
    changes: { review: { reason, since, message: MESSAGES[reason] } },
    data: { reason, ...data },
  };
}

/** Returns the event that ends the payout's review. Its `data` names the reason of the review. */
export function clearReview(payout: Pick<Payout, 'review'>): NewEvent {
  return { type: 'review_cleared', changes: { review: null }, data: { reason: payout.review?.reason } };
}

/** Returns the event that ends the payout's review, whatever its reason. Returns an empty list if there is none. */
export function clearAnyReview(payout: Pick<Payout, 'review'>): NewEvent[] {
  return payout.review === null ? [] : [clearReview(payout)];
}

/**
 * Returns the event that ends an `unfinished` review, because the payout has just become final. Returns an empty list
 * for other payouts.
 */
export function clearUnfinished(payout: Pick<Payout, 'review'>): NewEvent[] {
  return payout.review?.reason === 'unfinished' ? [clearReview(payout)] : [];
}
