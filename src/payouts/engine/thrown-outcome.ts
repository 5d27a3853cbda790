import type { SubmitOutcome } from '../../common/payout-connector.js';

/** A connector that throws has not told us what happened. */
export function thrownOutcome(error: unknown): SubmitOutcome {
  const reason = error instanceof Error ? error.name : 'the connector threw';
  return { kind: 'unknown', duplicate: false, reason, httpStatus: null, retryAfterMs: null };
}
