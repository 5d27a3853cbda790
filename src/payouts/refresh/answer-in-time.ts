import { ProviderReadError } from '../../common/payout-connector.js';
import { withinLimit } from '../../common/time-limit.js';
import { PayoutError } from '../payouts.errors.js';
import type { PayoutsTimings } from '../payouts.options.js';

/** Part of the request timeout, in milliseconds, that is left for the work after the provider's answer. */
const REST_OF_REQUEST_MS = 5_000;

/**
 * Waits for an answer of the provider, at most until 5 s before the end of `requestTimeout`. If `requestTimeout` is
 * under 10 s, waits for at most half of it. A read without an answer by then continues in the background.
 * @throws PayoutError `provider_unavailable` if there is no answer in time, or the read fails
 */
export function answerInTime<T>({ requestTimeout }: PayoutsTimings, reading: Promise<T>): Promise<T> {
  const limit = Math.max(requestTimeout - REST_OF_REQUEST_MS, requestTimeout / 2);
  return withinLimit(limit, reading, () => new ProviderReadError('no answer in time')).catch(unreadable);
}

function unreadable(error: unknown): never {
  if (!(error instanceof ProviderReadError)) throw error;
  throw new PayoutError('provider_unavailable', `The provider could not be read: ${error.message}.`);
}
