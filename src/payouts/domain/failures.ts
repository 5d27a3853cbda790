import { tellsShortfall } from '../../common/shortfall.js';
import type { Failure } from './payout.js';

/** Returns the failure for what a provider said. Its code is `insufficient_funds` if the reason is a lack of funds. */
export function failedBecause(code: 'failed' | 'refused', message: string, providerReason: string | null): Failure {
  return { code: tellsShortfall(providerReason) ? 'insufficient_funds' : code, message, providerReason };
}

/** Returns the failure with a reason that became known later. */
export function withReason(failure: Failure, providerReason: string | null): Failure {
  const { code, message } = failure;
  if (code !== 'failed' && code !== 'refused') return { ...failure, providerReason };
  return failedBecause(code, message, providerReason);
}
