import type { HttpServer } from '@nestjs/common';

/** The common part of Fastify's reply and Express' response. */
interface Sender {
  statusCode: number;
  send: (...body: unknown[]) => unknown;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
  header(name: string, value: unknown): unknown;
}

type Platform = Pick<HttpServer, 'reply'>;

const CONTENT_TYPE = 'content-type';

/** Functions that withdraw the kept answer of a response. */
const kept = new WeakMap<object, () => void>();

/**
 * Makes sure that the answer of our controller is sent unchanged. Interceptors of a host run around ours and may wrap
 * it, such as in `{ data: … }`, but consumers and providers rely on its format. Replaces `send` of this one response,
 * because nothing else runs after all interceptors.
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
    // The host's answer may have set another content type.
    if (contentType === undefined) response.removeHeader(CONTENT_TYPE);
    else response.header(CONTENT_TYPE, contentType);
    platform.reply(response, body, statusCode);
    return response;
  };
}

/** Withdraws the kept answer, so that a later error is sent instead. */
export function giveUpAnswer(response: object): void {
  kept.get(response)?.();
}

/** Errors of our controllers by request. An interceptor of the host may throw another error instead. */
const failures = new WeakMap<object, unknown>();

export function keepFailure(request: object, error: unknown): void {
  failures.set(request, error);
}

export function failureOf(request: object, thrown: unknown): unknown {
  return failures.get(request) ?? thrown;
}
