/** Identifies a span to other services, as defined by W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly traceFlags: number;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/** Reads a `traceparent` header. Null if it is none. */
export function readTraceParent(header: string | string[] | undefined): TraceContext | null {
  const [, traceId = '', spanId = '', flags = '0'] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/**
 * True if the environment asks for traces by the variables of OpenTelemetry. Without them no span is made and no SDK is
 * loaded.
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
