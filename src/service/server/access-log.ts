import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PinoLogger } from '../logging/pino.logger.js';

/** Returns the pattern of the request's route, such as `/v1/payouts/:id`. Returns '' if there is none. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '';
}

/**
 * Logs one line for each request. It contains the route's pattern and not the path, which may contain a phone number,
 * an address, a key or a token.
 */
export function logRequests(app: NestFastifyApplication, logger: PinoLogger): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
}

/** Logs a request that is answered before any hook runs. */
export function logRequest(logger: PinoLogger, request: FastifyRequest, reply: FastifyReply): void {
  const { method, id } = request;
  const route = routeOf(request) || '(unmatched)';
  const status = reply.statusCode;
  const ms = Math.round(reply.elapsedTime);
  const level = route.startsWith('/health/') ? 'debug' : 'info';
  logger.event(level, `${method} ${route} ${status} ${ms} ms`, {
    method,
    route,
    status,
    ms,
    requestId: id,
    context: 'Http',
  });
}
