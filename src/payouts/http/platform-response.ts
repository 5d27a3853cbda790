import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { trimEnd } from '../../common/trim-end.js';

/** What our controllers read of a request of Fastify or of Express. */
export interface PlatformRequest {
  readonly url: string;
  /** Express: as it arrived; `url` may be what is left of it. */
  readonly originalUrl?: string;
}

/** Where to read what a POST to a collection has made, under whatever prefix the host gave us. */
export function locationOf(request: PlatformRequest, id: string): string {
  const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
  return `${trimEnd(path, '/')}/${id}`;
}

/** What our controllers set on a response of Fastify or of Express. */
export interface PlatformResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

export interface HttpExchange {
  readonly request: PlatformRequest;
  readonly response: PlatformResponse;
}

/** Both sides in one parameter; what the handler returns is still what is sent. */
export const Exchange = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), response: http.getResponse() };
});
