import type { SubmitOutcome } from '../common/payout-connector.js';
import type { ProviderReply } from '../common/provider-http.js';
import { submitOutcome } from '../common/submit-outcome.js';
import { isJumiaCreditsEnvelope } from './jumia-credits.envelope.js';
import { jumiaCreditsObservation } from './jumia-credits.observation.js';

/**
 * The outcome of one cancellation. It reads like a submission but for two: a 404 denies a credit that we know, so it
 * says nothing about our configuration, and a 409 is about the credit's state, not about our reference. Both are
 * unknown, and only a read tells how the credit stands.
 */
export async function cancellationOutcome(call: Promise<ProviderReply>): Promise<SubmitOutcome> {
  const outcome = await submitOutcome(call, { isEnvelope: isJumiaCreditsEnvelope, observe: jumiaCreditsObservation });
  return outcome.httpStatus === 404 || outcome.httpStatus === 409
    ? { ...answerOf(outcome), kind: 'unknown', duplicate: false }
    : outcome;
}

function answerOf({ reason, httpStatus, retryAfterMs }: SubmitOutcome) {
  return { reason, httpStatus, retryAfterMs };
}
