import { createHash } from 'node:crypto';
import type { TraceContext } from '../../common/trace-context.js';

/** Flag of W3C Trace Context: the trace is recorded. */
const SAMPLED = 1;

/**
 * Returns the trace of a payout. The trace id is the payout's id without dashes. Every instance therefore continues the
 * same trace, even after a restart, and nothing has to be stored. The trace contains everything that happens to the
 * payout, even months later.
 */
export function traceOfPayout(payoutId: string): TraceContext {
  const spanId = createHash('sha256').update(payoutId).digest('hex').slice(0, 16);
  return { traceId: payoutId.replaceAll('-', ''), spanId, traceFlags: SAMPLED };
}
