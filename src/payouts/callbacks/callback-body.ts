import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Longer than any callback of a provider. */
const MAX_BYTES = 65_536;

/** Bodies by Node's own request, null when one is too long. */
const bodies = new WeakMap<object, Buffer | null>();

/** The request of either platform: Express' is Node's own, Fastify's carries it. */
export interface CallbackMessage {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly rawBody?: Buffer;
  readonly raw?: object;
}

type Unread = IncomingMessage & { readonly rawBody?: Buffer };

/**
 * Middleware of the callback routes: keeps the bytes of the body, whatever its content type says, and leaves nothing for
 * a parser to refuse. Fastify would answer 415 to what is no content type before any controller is asked, Express' parsers
 * leave unread what they do not know. On Express the host's parsers come first, and what they have read is in `rawBody`.
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

/** The raw bytes; null when they are too many, undefined when a host has had them parsed without keeping them. */
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
      // The rest is read and dropped, so that the answer arrives.
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

/** An empty body has no raw bytes; a host that forgot `rawBody: true` has none of any body, and has to be told. */
function withoutBody(headers: CallbackMessage['headers']): Buffer | undefined {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  return isEmpty ? Buffer.alloc(0) : undefined;
}
