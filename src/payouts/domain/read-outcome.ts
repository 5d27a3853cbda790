import type { ProviderReadError } from '../../common/payout-connector.js';

/** How the last read of an account ended, whatever it was about. */
export type ReadOutcome = 'ok' | 'unauthorized' | 'throttled' | 'unavailable' | 'unreadable';

export interface LastRead {
  readonly at: number;
  readonly outcome: ReadOutcome;
}

/** What kept a provider from telling. */
export function outcomeOf({ httpStatus }: ProviderReadError): ReadOutcome {
  if (httpStatus === null || httpStatus >= 500) return 'unavailable';
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  return httpStatus === 429 ? 'throttled' : 'unreadable';
}
