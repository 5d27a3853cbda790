import type { HttpServer } from '@nestjs/common';

/** The members that Fastify's reply and Express' response have in common. */
interface Sender {
  statusCode: number;
  send: (...body: unknown[]) => unknown;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
  header(name: string, value: unknown): unknown;
}

type Platform = Pick<HttpServer, 'reply'>;

const CONTENT_TYPE = 'content-type';

/** Functions that restore the original `send` of a response, by response. */
const kept = new WeakMap<object, () => void>();

/**
 * Protects our controller's response against interceptors of a host, which may wrap it as `{ data: … }`. Consumers and
 * providers rely on its format. It replaces `send` of this one response, because nothing else runs after all
 * interceptors.
 */
export function keepAnswer(platform: Platform, response: Sender, body: unknown): void {
  const { send, statusCode } = response;
  const contentType = response.getHeader(CONTENT_TYPE);
  const release = () => {
    response.send = send;
    kept.delete(response);
  };
  kept.set(response, release);
  response.send = () => {
    release();
    // The host's response may have set another content type.
    if (contentType === undefined) response.removeHeader(CONTENT_TYPE);
    else response.header(CONTENT_TYPE, contentType);
    platform.reply(response, body, statusCode);
    return response;
  };
}

/** Removes the protection, so that an error response can be sent instead. */
export function giveUpAnswer(response: object): void {
  kept.get(response)?.();
}

/** Errors that our controllers threw, by request. An interceptor of a host may replace the error by another one. */
const failures = new WeakMap<object, unknown>();

export function keepFailure(request: object, error: unknown): void {
  failures.set(request, error);
}

export function failureOf(request: object, thrown: unknown): unknown {
  return failures.get(request) ?? thrown;
}
