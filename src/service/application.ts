import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { unauthorized } from '../payouts/access/api-key.guard.js';
import { Authentication } from '../payouts/access/authentication.js';
import { BadKeys } from '../payouts/access/bad-keys.js';
import { toPayoutError } from '../payouts/http/failures.js';
import { problemResponse } from '../payouts/http/problem.js';
import { unreadableBody } from '../payouts/http/validated-params.js';
import { PayoutError } from '../payouts/payouts.errors.js';
import { DEFAULT_TIMINGS } from '../payouts/payouts.options.js';
import type { PinoLogger } from './logging/pino.logger.js';
import { contextOf, logRequest, logRequests, routeOf } from './server/access-log.js';
import { boundConnections, CONNECTION_DEADLINES, connectionLimit } from './server/connections.js';
import { securityHeaders } from './server/security-headers.js';
import { traceRequests } from './tracing/request-spans.js';

/** Maximum size of a request body in bytes, 64 KiB. Routes that read the body themselves have limits of their own. */
const BODY_LIMIT = 64 * 1024;
/** Time in milliseconds for which a client may receive the response to invalid HTTP before the connection is closed. */
const LAST_WORD_MS = 1_000;

/**
 * Creates the HTTP service on Fastify. The caller must make it listen and must close it. `requestTimeout`, in
 * milliseconds, also limits how long a client may take to send a request.
 * @throws StartError, or any other error with which the root module cannot start
 */
export async function createApplication(
  root: DynamicModule,
  logger: PinoLogger,
  requestTimeout = DEFAULT_TIMINGS.requestTimeout,
): Promise<NestFastifyApplication> {
  const { headersTimeout, connectionsCheckingInterval, ...deadlines } = CONNECTION_DEADLINES;
  const adapter = new FastifyAdapter({
    ...deadlines,
    // No byte is transferred while a request is processed, so this must be longer than any request takes.
    connectionTimeout: Math.max(deadlines.connectionTimeout, 2 * requestTimeout),
    http: { headersTimeout, connectionsCheckingInterval },
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    // At shutdown, requests in progress are answered and idle connections are closed.
    forceCloseConnections: 'idle',
    // One that arrives meanwhile on a connection in use is processed too: Fastify's own 503 is no problem document.
    return503OnClosing: false,
    requestTimeout,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      answerUnroutable(error, request, reply);
      logRequest(logger, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  boundConnections(adapter.getInstance().server, connectionLimit());
  await traceRequests(app);
  knowRequests(app);
  nameAndProtectAnswers(app);
  readBodies(app);
  authenticateFirst(app, app.get(BadKeys, { strict: false }));
  logRequests(app, logger);
  return app;
}

/**
 * Answers a request whose URL the router refuses, with a problem document. No hook or filter runs for such a request.
 */
function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers, body } = problemResponse(toPayoutError(error), request.id);
  void reply
    .code(status)
    .headers({ ...securityHeaders(''), ...headers })
    .send(body);
}

/**
 * Answers invalid HTTP with a problem document (JSON that describes an error). Fastify does not handle such a request,
 * so the response is written to the socket.
 */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const failure = new PayoutError('invalid_request', 'This is not a valid HTTP request.');
  const { headers, body } = problemResponse(failure, randomUUID());
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...securityHeaders(''),
    ...headers,
    connection: 'close',
    'content-length': Buffer.byteLength(text),
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head}\r\n${text}`);
  // Closes the connection even if the client neither reads nor closes it.
  setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
}

/**
 * Adds the parsers of request bodies. JSON is read; any other content type is answered with 415. An empty body counts
 * as no body, whatever its content type. The routes for callbacks and batches read their bodies elsewhere.
 */
function readBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  // `error` refuses a body that has a field `__proto__` or `constructor`.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('text/plain');
  app.useBodyParser<RawServerDefault>('application/json', { bodyLimit: BODY_LIMIT }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (!isUtf8(body)) done(unreadableBody('must be UTF-8'));
    else {
      void parse(request, body.toString('utf8'), (error, value) =>
        done(error ? unreadableBody('must be valid JSON') : null, value),
      );
    }
  });
  app.useBodyParser<RawServerDefault>('*', { bodyLimit: BODY_LIMIT }, (_, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new PayoutError('unsupported_media_type', 'Send application/json.'));
  });
}

function isCallback(request: FastifyRequest): boolean {
  return routeOf(request).startsWith('/v1/callbacks/');
}

/**
 * Authenticates the caller of a route under `/v1/`, except for callbacks, before the request body is read. Nest's
 * guards run only afterwards, so anybody could make the service read a body. Without a valid key the answer is 401, or
 * 429 after too many invalid keys from one address.
 */
function authenticateFirst(app: NestFastifyApplication, badKeys: BadKeys): void {
  const authentication = app.get(Authentication, { strict: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request) => {
    if (!routeOf(request).startsWith('/v1/') || isCallback(request)) return;
    if ((await authentication.principalOf(request)) !== null) return;
    const { authorization } = request.headers;
    const seconds = authorization === undefined ? null : badKeys.note(request.socket.remoteAddress ?? '');
    throw seconds === null ? unauthorized() : tooManyBadKeys(seconds);
  });
}

/** Returns the error for an address from which too many wrong API keys came. `retryAfter` is in seconds. */
function tooManyBadKeys(retryAfter: number): PayoutError {
  return new PayoutError('rate_limited', 'Too many bad API keys came from this address. A valid one still works.', {
    retryAfter,
  });
}

/**
 * Creates the context of each request (its id and trace). The authentication later adds it to the caller's `Principal`.
 */
function knowRequests(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _, done) => {
    contextOf(request);
    done();
  });
}

/** Adds the request id and the security headers to every response. The hook runs before any response can be sent. */
function nameAndProtectAnswers(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, ...securityHeaders(routeOf(request)) });
  });
}
