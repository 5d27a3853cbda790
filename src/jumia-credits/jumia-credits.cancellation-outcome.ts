import type { SubmitOutcome } from '../common/payout-connector.js';
import type { ProviderReply } from '../common/provider-http.js';
import { submitOutcome } from '../common/submit-outcome.js';
import { isJumiaCreditsEnvelope } from './jumia-credits.envelope.js';
import { jumiaCreditsObservation } from './jumia-credits.observation.js';

/**
 * Returns the outcome of a cancel request. Two status codes mean something else than for a new credit. A 404 does not
 * mean a wrong configuration, because we know that the credit exists. A 409 is about the credit's status and not about
 * a repeated reference. For both the outcome is `unknown` until the credit is read.
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
