import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PinoLogger } from '../logging/pino.logger.js';

/** The pattern of the request's route, '' where none fits. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '';
}

/** One line a request. It names the route: a path may hold a phone number, an address, a key or a capability. */
export function logRequests(app: NestFastifyApplication, logger: PinoLogger): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
}

/** For what is answered before any hook runs. */
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
