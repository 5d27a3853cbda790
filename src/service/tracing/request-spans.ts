import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Span } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { asksForTraces } from '../../common/trace-context.js';
import { contextOf, routeOf } from '../server/access-log.js';

/**
 * Creates an OpenTelemetry span for each request. The span continues the trace that the caller sends in the header
 * `traceparent`. It contains the pattern of the route and not the path, which may contain a phone number. Call this
 * function before other hooks are added. Does nothing if tracing is off.
 */
export async function traceRequests(app: NestFastifyApplication): Promise<void> {
  if (!asksForTraces(process.env)) return;
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const tracer = trace.getTracer('cauri');
  const spans = new WeakMap<FastifyRequest, Span>();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request) => {
    const context = contextOf(request);
    const route = routeOf(request);
    const attributes = {
      'http.request.method': request.method,
      'url.scheme': 'http',
      ...(route !== '' && { 'http.route': route }),
    };
    const caller = context.trace;
    const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, { ...caller, isRemote: true }) : ROOT_CONTEXT;
    const span = tracer.startSpan(`${request.method} ${route}`.trim(), { kind: SpanKind.SERVER, attributes }, parent);
    context.trace = span.spanContext();
    spans.set(request, span);
  });
  fastify.addHook('onResponse', async (request, { statusCode }) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
