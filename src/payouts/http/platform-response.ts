import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { trimEnd } from '../../common/trim-end.js';

/** The fields that our controllers read of a request of Fastify or Express. */
export interface PlatformRequest {
  readonly url: string;
  /** The complete URL. Only Express has it; there `url` lacks the part that a router has matched. */
  readonly originalUrl?: string;
}

/** Returns the URL of a resource created by a POST to its collection. Includes the host's prefix. */
export function locationOf(request: PlatformRequest, id: string): string {
  const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
  return `${trimEnd(path, '/')}/${id}`;
}

/** The methods that our controllers use of a response of Fastify or Express. */
export interface PlatformResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

export interface HttpExchange {
  readonly request: PlatformRequest;
  readonly response: PlatformResponse;
}

/** Parameter decorator for request and response together. The return value of the handler is still sent. */
export const Exchange = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), response: http.getResponse() };
});
