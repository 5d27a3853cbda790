import type { ProviderReadError } from '../../common/payout-connector.js';
import type { Rescheduling } from './payout.js';

/**
 * Result of a read from the provider.
 * - `unauthorized`: a 401 or 403.
 * - `throttled`: a 429.
 * - `unavailable`: a 5xx, or no response.
 * - `unreadable`: any other response that cannot be used, for example one in an undocumented format.
 */
export type ReadOutcome = 'ok' | 'unauthorized' | 'throttled' | 'unavailable' | 'unreadable';

/** Result of the last read of an account. `at` is in epoch milliseconds. */
export interface LastRead {
  readonly at: number;
  readonly outcome: ReadOutcome;
}

/**
 * Returns the kind of a failed read, derived from its HTTP status (null if there was no response). Never returns `ok`.
 */
export function outcomeOf({ httpStatus }: ProviderReadError): ReadOutcome {
  if (httpStatus === null || httpStatus >= 500) return 'unavailable';
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  return httpStatus === 429 ? 'throttled' : 'unreadable';
}

/** Maximum length of a stored error message in characters. The rest is cut off. */
const MAX_FAILURE = 100;

/** Returns the change that records a failed read of a payout. `at` is in epoch milliseconds. */
export function failedRead({ message }: ProviderReadError, at: number): Rescheduling {
  return { readFailedAt: at, readFailure: message.slice(0, MAX_FAILURE) };
}
