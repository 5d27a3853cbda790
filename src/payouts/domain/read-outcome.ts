import type { ProviderReadError } from '../../common/payout-connector.js';

/** Result of the last read from an account's provider. */
export type ReadOutcome = 'ok' | 'unauthorized' | 'throttled' | 'unavailable' | 'unreadable';

export interface LastRead {
  readonly at: number;
  readonly outcome: ReadOutcome;
}

/** Returns why a read failed. */
export function outcomeOf({ httpStatus }: ProviderReadError): ReadOutcome {
  if (httpStatus === null || httpStatus >= 500) return 'unavailable';
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  return httpStatus === 429 ? 'throttled' : 'unreadable';
}
