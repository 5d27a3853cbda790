import type { ProviderReadError } from '../../common/payout-connector.js';

/**
 * Result of a read from the provider. `unreadable` means a response in an undocumented format or with another status.
 */
export type ReadOutcome = 'ok' | 'unauthorized' | 'throttled' | 'unavailable' | 'unreadable';

export interface LastRead {
  readonly at: number;
  readonly outcome: ReadOutcome;
}

/** Returns the category of a failed read, by its HTTP status. Without a response it is `unavailable`. */
export function outcomeOf({ httpStatus }: ProviderReadError): ReadOutcome {
  if (httpStatus === null || httpStatus >= 500) return 'unavailable';
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  return httpStatus === 429 ? 'throttled' : 'unreadable';
}
