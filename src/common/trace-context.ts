/** Identity of a span (one step of a trace) as it is passed to other services, as defined by W3C Trace Context. */
export interface TraceContext {
  /** Id of the trace, 32 hexadecimal digits. */
  readonly traceId: string;
  /** Id of the span, 16 hexadecimal digits. */
  readonly spanId: string;
  /** Bit field of the `traceparent` header. Bit 0 is set if the trace is recorded. */
  readonly traceFlags: number;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/**
 * Reads a `traceparent` header of version 00. Returns null if it is missing, repeated, invalid or of another version.
 */
export function readTraceParent(header: string | string[] | undefined): TraceContext | null {
  const [, traceId = '', spanId = '', flags = '0'] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/**
 * Returns true if the environment variables of OpenTelemetry switch tracing on, by naming an exporter or an OTLP
 * endpoint. If not, no span is created and no OpenTelemetry SDK is loaded.
 */
export function asksForTraces(variables: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = variables;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || OTEL_TRACES_EXPORTER === 'none') return false;
  const asking = [
    OTEL_TRACES_EXPORTER,
    variables.OTEL_EXPORTER_OTLP_ENDPOINT,
    variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
  ];
  return asking.some((value) => value !== undefined && value !== '');
}
