import type { HttpServer } from '@nestjs/common';

/** Members that a Fastify reply and an Express response have in common. */
interface Sender {
  statusCode: number;
  send: (...body: unknown[]) => unknown;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
  header(name: string, value: unknown): unknown;
}

type Platform = Pick<HttpServer, 'reply'>;

const CONTENT_TYPE = 'content-type';

/** Functions that restore the original `send` of a response, keyed by the response. */
const kept = new WeakMap<object, () => void>();

/**
 * Makes sure that the client gets `body` as our controller returned it, because consumers and providers rely on its
 * format. An interceptor of the host may wrap the body, for example as `{ data: … }`. This function replaces `send` of
 * this one response, because only `send` runs after all interceptors.
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
    // The code of the host may have set another content type for its own body.
    if (contentType === undefined) response.removeHeader(CONTENT_TYPE);
    else response.header(CONTENT_TYPE, contentType);
    platform.reply(response, body, statusCode);
    return response;
  };
}

/**
 * Undoes `keepAnswer` for a response, so that an error can be sent instead of the body. Does nothing if `keepAnswer`
 * was not called for the response.
 */
export function giveUpAnswer(response: object): void {
  kept.get(response)?.();
}

/**
 * Errors that our controllers threw, keyed by the request. An interceptor of the host may throw another error in their
 * place.
 */
const failures = new WeakMap<object, unknown>();

/** Stores the error that our controller threw for a request, for `failureOf`. */
export function keepFailure(request: object, error: unknown): void {
  failures.set(request, error);
}

/** Returns the error that our controller threw for a request. Returns `thrown` if none is stored. */
export function failureOf(request: object, thrown: unknown): unknown {
  return failures.get(request) ?? thrown;
}
