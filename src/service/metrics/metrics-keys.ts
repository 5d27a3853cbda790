/** Injection token of the bearer keys that may read `/metrics`. Without keys, everybody may. */
export const METRICS_KEYS = Symbol('MetricsKeys');
