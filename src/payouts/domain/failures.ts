import { tellsShortfall } from '../../common/shortfall.js';
import type { Failure } from './payout.js';

/**
 * Returns the failure of a payout that the provider refused, or reported as failed. Its code is `insufficient_funds`
 * instead of `code` if the provider's reason is a lack of money.
 */
export function failedBecause(code: 'failed' | 'refused', message: string, providerReason: string | null): Failure {
  return { code: tellsShortfall(providerReason) ? 'insufficient_funds' : code, message, providerReason };
}

/**
 * Returns the failure with a provider's reason that became known later. The reason may turn the code `failed` or
 * `refused` into `insufficient_funds`.
 */
export function withReason(failure: Failure, providerReason: string | null): Failure {
  const { code, message } = failure;
  if (code !== 'failed' && code !== 'refused') return { ...failure, providerReason };
  return failedBecause(code, message, providerReason);
}
