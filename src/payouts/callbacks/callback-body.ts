import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Largest body in bytes. No provider sends longer callbacks. */
const MAX_BYTES = 65_536;

/** Bodies by Node's request. Null for a body that is too long. */
const bodies = new WeakMap<object, Buffer | null>();

/** A request of Express, which is Node's own, or of Fastify, which contains it. */
export interface CallbackMessage {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly rawBody?: Buffer;
  readonly raw?: object;
}

type Unread = IncomingMessage & { readonly rawBody?: Buffer };

/**
 * Middleware of the callback routes that reads the raw bytes of the body, whatever its content type, before any parser
 * does. Otherwise Fastify answers 415 to an invalid content type, and Express does not read unknown types. On Express
 * the host's parsers come first; their bytes are in `rawBody`.
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

/** Returns the raw body. Null if it is too long, undefined if a host has parsed it without keeping the bytes. */
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
      // Reads and drops the rest, so that the sender receives the answer.
      if (length > MAX_BYTES) resolve(null);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

function pretendNoBody(headers: IncomingHttpHeaders): void {
  delete headers['content-type'];
  delete headers['transfer-encoding'];
  headers['content-length'] = '0';
}

/**
 * Returns an empty body if the request has none. Undefined if it had one, which means that the host lacks `rawBody:
 * true`.
 */
function withoutBody(headers: CallbackMessage['headers']): Buffer | undefined {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  return isEmpty ? Buffer.alloc(0) : undefined;
}
