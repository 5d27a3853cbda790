import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { trimEnd } from '../../common/trim-end.js';

/** The fields of a Fastify or Express request that our controllers read. */
export interface PlatformRequest {
  readonly url: string;
  /** The complete URL, which only Express has. There, `url` lacks the part that a router has matched. */
  readonly originalUrl?: string;
}

/** Returns the URL of a new resource: the URL of the POST and its id. It includes a host's path prefix. */
export function locationOf(request: PlatformRequest, id: string): string {
  const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
  return `${trimEnd(path, '/')}/${id}`;
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
