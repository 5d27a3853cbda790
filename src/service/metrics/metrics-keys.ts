/** Injection token of the bearer keys for `/metrics`. If there are none, everybody may read the metrics. */
export const METRICS_KEYS = Symbol('MetricsKeys');
