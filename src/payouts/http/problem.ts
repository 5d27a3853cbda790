import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { HTTP_STATUS, type PayoutError } from '../payouts.errors.js';

/** A problem document (RFC 9457) with the status and the headers of its response. */
export interface ProblemResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Converts an error to its response. `requestId` is sent as `instance` and as the header `X-Request-Id`. */
export function problemResponse({ code, message, details }: PayoutError, requestId: string): ProblemResponse {
  const status = HTTP_STATUS[code];
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'x-request-id': requestId,
  };
  if (code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  const retryAfter = details.retryAfter ?? (code === 'unavailable' ? 1 : undefined);
  if (retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)));
  const body = {
    // Spread first, so that they cannot replace the standard members.
    ...details.members,
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: message,
    instance: requestId,
    code,
    ...(details.errors && { errors: details.errors }),
  };
  return { status, headers, body };
}

/**
 * Returns the id of a request. Fastify gives each request an id. On a platform that does not, each call returns a new
 * one.
 */
export function requestIdOf(request: unknown): string {
  const { id } = request as { id?: unknown };
  return typeof id === 'string' && id !== '' ? id : randomUUID();
}
