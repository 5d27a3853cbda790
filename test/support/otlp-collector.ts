import { type HttpServer, listen } from './http-server.js';

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
}

interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** A collector of OpenTelemetry: a real HTTP server that takes traces as OTLP in JSON. */
export class OtlpCollector {
  private constructor(private readonly http: HttpServer) {}

  static async start(): Promise<OtlpCollector> {
    const http = await listen((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    return new OtlpCollector(http);
  }

  /** The variables with which a service sends its spans here, soon. */
  get environment(): Record<string, string> {
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.http.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
  }

  get spans(): Span[] {
    const exports = this.http.arrived.filter(({ url }) => url === '/v1/traces');
    return exports.flatMap(({ body }) =>
      (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  /** Everything that arrived, as it was sent. */
  get text(): string {
    return this.http.arrived.map(({ url, body }) => `${url} ${body}`).join('\n');
  }

  stop(): Promise<void> {
    return this.http.close();
  }
}

export function attributeOf({ attributes }: Span, key: string): string | number | undefined {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
}
