import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PayoutError } from '../payouts.errors.js';

/**
 * Maximum size of a body in bytes, 8 MiB. It is enough for 10 000 rows with all fields. A longer body is refused with
 * `payload_too_large`.
 */
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024;

/**
 * Headers of a request whose body is read later: its content type, and its length in bytes as in `content-length` (0 if
 * there is none).
 */
interface Deferred {
  readonly contentType: string;
  readonly length: number;
}

/**
 * Content type and length of each batch whose body is not yet read, keyed by the request. `deferBody` removes
 * these headers from the request, so that no parser reads the body.
 */
const deferred = new WeakMap<object, Deferred>();

/**
 * HTTP request as Express or Fastify passes it. Express passes Node's own request; Fastify's request contains it as
 * `raw`.
 */
export interface BatchMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  readonly rawBody?: Buffer;
  readonly raw?: IncomingMessage;
}

/**
 * Body of a batch. It has `parsed` instead of `bytes` if a parser of the host has read the JSON and did not keep its
 * bytes.
 */
export type BatchBody =
  | { readonly contentType: string; readonly bytes: Buffer }
  | { readonly contentType: string; readonly parsed: unknown };

/**
 * Middleware that leaves the body of a POST unread until `batchBody` reads it, so that the caller is authenticated first.
 * It hides the body from parsers, because their size limit is for a single payout. It does nothing if a parser of the
 * host has already read the body.
 */
export function deferBody(request: IncomingMessage, _: unknown, next: () => void): void {
  const { headers } = request;
  if (!request.readableDidRead && request.method === 'POST') {
    deferred.set(request, {
      contentType: headers['content-type'] ?? '',
      length: Number(headers['content-length'] ?? 0),
    });
    delete headers['content-type'];
    delete headers['transfer-encoding'];
    headers['content-length'] = '0';
  }
  next();
}

/** Matches the URL of a decision about a batch. Such a request is small, so parsers read its body. */
const DECISION = /\/(approve|reject|cancel)\/?(\?|$)/;

/** Middleware that leaves the body of a batch unread, but not that of a decision about a batch. */
export function deferBatchBody(
  request: IncomingMessage & { readonly originalUrl?: string },
  response: unknown,
  next: () => void,
): void {
  if (DECISION.test(request.originalUrl ?? request.url ?? '')) next();
  else deferBody(request, response, next);
}

/**
 * Reads the body of a batch. It can be called once for each request. If a parser of the host application has already
 * read the body, returns the bytes or the JSON that the parser kept.
 * @throws PayoutError `payload_too_large` if it has more than 8 MiB
 */
export async function batchBody(request: BatchMessage): Promise<BatchBody> {
  const message = request.raw ?? (request as unknown as IncomingMessage);
  const told = deferred.get(message);
  if (told === undefined) {
    const contentType = request.headers['content-type'] ?? '';
    return request.rawBody === undefined
      ? { contentType, parsed: request.body }
      : { contentType, bytes: request.rawBody };
  }
  if (told.length > MAX_BATCH_BYTES) throw tooLarge();
  return { contentType: told.contentType, bytes: await read(message) };
}

function read(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      // The rest is read and dropped. Otherwise the client could not get the response.
      if (length > MAX_BATCH_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

function tooLarge(): PayoutError {
  return new PayoutError('payload_too_large', 'A batch is at most 8 MiB.');
}
