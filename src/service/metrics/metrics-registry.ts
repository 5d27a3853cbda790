import { collectDefaultMetrics, Registry } from 'prom-client';
import type { PayoutMetrics } from '../../payouts/metrics/payout-metrics.js';

/** Creates the registry that `/metrics` shows: the metrics of payouts, of the process and of Node.js. */
export function metricsRegistry(payouts: PayoutMetrics): Registry {
  const registry = new Registry();
  payouts.collect(registry);
  collectDefaultMetrics({ register: registry });
  return registry;
}
