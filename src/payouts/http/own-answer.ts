import type { HttpServer } from '@nestjs/common';

/** What Fastify's reply and Express' response have in common. */
interface Sender {
  statusCode: number;
  send: (...body: unknown[]) => unknown;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
  header(name: string, value: unknown): unknown;
}

type Platform = Pick<HttpServer, 'reply'>;

const CONTENT_TYPE = 'content-type';

/** What takes each response's own answer back. */
const kept = new WeakMap<object, () => void>();

/**
 * Keeps what our controller answers as what is sent, whatever an interceptor of the host makes of it afterwards, such as
 * `{ data: … }`: those run around ours, and the callers of our API and the providers count on its words. The platform's
 * own `send` is replaced for this one response, because nothing else runs after every interceptor; none is skipped.
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
    // A text or an object of the host has given it another one.
    if (contentType === undefined) response.removeHeader(CONTENT_TYPE);
    else response.header(CONTENT_TYPE, contentType);
    platform.reply(response, body, statusCode);
    return response;
  };
}

/** An error that came after our answer is told instead of it. */
export function giveUpAnswer(response: object): void {
  kept.get(response)?.();
}

/** What went wrong in our controller for each request, whatever an interceptor of the host throws instead. */
const failures = new WeakMap<object, unknown>();

export function keepFailure(request: object, error: unknown): void {
  failures.set(request, error);
}

export function failureOf(request: object, thrown: unknown): unknown {
  return failures.get(request) ?? thrown;
}
