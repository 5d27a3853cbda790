import { ProviderReadError } from '../../common/payout-connector.js';
import { withinLimit } from '../../common/time-limit.js';
import { PayoutError } from '../payouts.errors.js';
import type { PayoutsTimings } from '../payouts.options.js';

/** Milliseconds that a request needs after the provider has answered. */
const REST_OF_REQUEST_MS = 5_000;

/**
 * Waits for a provider's answer to a request and ends the request in time if there is none. Does not stop `reading`.
 * @throws PayoutError `provider_unavailable`
 */
export function answerInTime<T>({ requestTimeout }: PayoutsTimings, reading: Promise<T>): Promise<T> {
  const limit = Math.max(requestTimeout - REST_OF_REQUEST_MS, requestTimeout / 2);
  return withinLimit(limit, reading, () => new ProviderReadError('no answer in time')).catch(unreadable);
}

function unreadable(error: unknown): never {
  if (!(error instanceof ProviderReadError)) throw error;
  throw new PayoutError('provider_unavailable', `The provider could not be read: ${error.message}.`);
}
