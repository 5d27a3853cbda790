import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { trimEnd } from '../../common/trim-end.js';

/** Fields of a Fastify or Express request that our controllers read. */
export interface PlatformRequest {
  readonly url: string;
  /** Complete URL. Only Express has it, because its `url` lacks the part that a router has matched. */
  readonly originalUrl?: string;
  /** Names and values of the headers in turn, as received. Express has this field here, Fastify in `raw`. */
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/**
 * Returns the path of a new resource for the `Location` header: the path of its collection, including a prefix of the
 * host, and the id. `below` is the number of segments that the path of the POST has after that of the collection: 2 for
 * `:id/retry`.
 */
export function locationOf(request: PlatformRequest, id: string, below = 0): string {
  const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
  const segments = trimEnd(path, '/').split('/');
  return [...segments.slice(0, segments.length - below), id].join('/');
}

/** Methods that a Fastify and an Express response have in common and our controllers call. */
export interface PlatformResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

export interface HttpExchange {
  readonly request: PlatformRequest;
  readonly response: PlatformResponse;
}

/** Parameter decorator that returns the request and the response. Nest still sends what the handler returns. */
export const Exchange = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), response: http.getResponse() };
});
