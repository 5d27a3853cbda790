import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Maximum size of a callback's body in bytes, 64 KiB. No provider sends longer ones. A longer one is answered with 413.
 */
const MAX_BYTES = 65_536;

/** Raw bodies of callbacks, by Node's request. Null for a body that is too long. */
const bodies = new WeakMap<object, Buffer | null>();

/**
 * HTTP request as Express or Fastify passes it. Express passes Node's own request; Fastify's request contains it as
 * `raw`.
 */
export interface CallbackMessage {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly rawBody?: Buffer;
  readonly raw?: object;
}

type Unread = IncomingMessage & { readonly rawBody?: Buffer };

/**
 * Middleware that reads the raw body of a callback before any parser, whatever its content type. It then changes the
 * headers to those of a request without a body. It does nothing if the host has already read the body.
 *
 * Without this middleware, Fastify would answer 415 to an invalid content type, and Express would not read a body of an
 * unknown content type. If the host uses Express, its own parsers run first; the raw bytes are then in `rawBody`.
 */
export function keepCallbackBody(request: Unread, _: unknown, next: (error?: unknown) => void): void {
  if (request.rawBody !== undefined || request.readableDidRead) {
    next();
    return;
  }
  read(request).then((body) => {
    bodies.set(request, body);
    pretendNoBody(request.headers);
    next();
  }, next);
}

/**
 * Returns the raw body of a callback. It is empty if the callback has none. Returns null if the body is too long.
 * Returns undefined if a parser of the host did not keep the bytes; the host must then set `rawBody: true`.
 */
export function callbackBody(request: CallbackMessage): Buffer | null | undefined {
  const kept = bodies.get(request.raw ?? request);
  return kept === undefined ? (request.rawBody ?? withoutBody(request.headers)) : kept;
}

function read(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      // The rest is read and dropped. Otherwise the provider could not get the response.
      if (length > MAX_BYTES) resolve(null);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/**
 * Changes the headers to those of a request without a body, so that no parser waits for the body that was read here.
 */
function pretendNoBody(headers: IncomingHttpHeaders): void {
  delete headers['content-type'];
  delete headers['transfer-encoding'];
  headers['content-length'] = '0';
}

/**
 * Returns an empty body if the request was sent without one. Returns undefined if it was sent with a body, which is
 * then lost: the host must set `rawBody: true`.
 */
function withoutBody(headers: CallbackMessage['headers']): Buffer | undefined {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  return isEmpty ? Buffer.alloc(0) : undefined;
}
