import type { ProviderReadError } from '../../common/payout-connector.js';

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
