import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type RequestContext, requestContextOf, setRequestContext } from '../../common/request-context.js';
import { readTraceParent } from '../../common/trace-context.js';
import { isUuid } from '../../payouts/http/resource-id.js';
import type { LogFields } from '../../payouts/log-line.js';
import type { PinoLogger } from '../logging/pino.logger.js';

/** Routes that health probes and metrics scrapers call all the time. Their requests are logged at the level `debug`. */
const NOISE = /^\/(?:health\/|metrics$)/;

/**
 * Returns the context of a request: its id and its trace, for logs. Each call for a request returns the same object.
 */
export function contextOf(request: FastifyRequest): RequestContext {
  const known = requestContextOf(request);
  if (known) return known;
  const context = { requestId: request.id, trace: readTraceParent(request.headers.traceparent) };
  setRequestContext(request, context);
  return context;
}

/** Returns the pattern of the route of a request, such as `/v1/payouts/:id`. Returns '' if no route matches. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '';
}

/**
 * Logs each request in one line after its response. The line contains the pattern of the route and not the path, which
 * may contain a phone number, an address, a key or a token.
 */
export function logRequests(app: NestFastifyApplication, logger: PinoLogger): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
}

/**
 * Logs one request at the level `info`, or `debug` for probes and metrics. The service calls it directly for a request
 * that is answered before any hook runs.
 */
export function logRequest(logger: PinoLogger, request: FastifyRequest, reply: FastifyReply): void {
  const { method, id } = request;
  const route = routeOf(request) || '(unmatched)';
  const status = reply.statusCode;
  const ms = Math.round(reply.elapsedTime);
  const level = NOISE.test(route) ? 'debug' : 'info';
  logger.event(level, `${method} ${route} ${status} ${ms} ms`, {
    method,
    route,
    status,
    ms,
    requestId: id,
    ...subjectOf(request, reply),
    context: 'Http',
  });
}

/**
 * Returns the log fields for what the request was about: the payout, the account and the trace, as far as they are
 * known.
 */
function subjectOf(request: FastifyRequest, reply: FastifyReply): LogFields {
  const { trace, account, payoutId = payoutOf(request, reply) } = contextOf(request);
  return {
    ...(payoutId !== undefined && { payoutId }),
    ...(account !== undefined && { account }),
    ...(trace !== null && { traceId: trace.traceId }),
  };
}

/**
 * Returns the id of the payout in the path or, if the request has created or repeated one, in the `Location` header.
 * Returns undefined if there is none.
 */
function payoutOf(request: FastifyRequest, reply: FastifyReply): string | undefined {
  if (!routeOf(request).startsWith('/v1/payouts')) return undefined;
  const { id } = (request.params ?? {}) as { readonly id?: string };
  const named =
    id ??
    String(reply.getHeader('location') ?? '')
      .split('/')
      .at(-1);
  return named !== undefined && isUuid(named) ? named : undefined;
}
