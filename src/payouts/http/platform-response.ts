import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { trimEnd } from '../../common/trim-end.js';

/** The fields of a Fastify or Express request that our controllers read. */
export interface PlatformRequest {
  readonly url: string;
  /** The complete URL, which only Express has. There, `url` lacks the part that a router has matched. */
  readonly originalUrl?: string;
  /** Names and values of the headers in turn. Express has them here, Fastify in `raw`. */
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/**
 * Returns the URL of a resource created by a POST to its collection, or to a path `below` segments under it. Includes
 * the host's prefix.
 */
export function locationOf(request: PlatformRequest, id: string, below = 0): string {
  const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
  const segments = trimEnd(path, '/').split('/');
  return [...segments.slice(0, segments.length - below), id].join('/');
}

/** The methods of a Fastify or Express response that our controllers call. */
export interface PlatformResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

export interface HttpExchange {
  readonly request: PlatformRequest;
  readonly response: PlatformResponse;
}

/** Parameter decorator that returns the request and the response. Nest still sends the handler's return value. */
export const Exchange = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), response: http.getResponse() };
});
