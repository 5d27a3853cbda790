/** The bearer keys that may read `/metrics`. If empty, everybody may. */
export const METRICS_KEYS = Symbol('MetricsKeys');
