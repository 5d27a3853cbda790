import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PayoutError } from '../payouts.errors.js';

/** Largest body in bytes. Enough for 10 000 rows with all fields. */
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024;

interface Deferred {
  readonly contentType: string;
  readonly length: number;
}

/** Headers of the body, removed from the request until the body is read. */
const deferred = new WeakMap<object, Deferred>();

/** A request of Express, which is Node's own, or of Fastify, which contains it. */
export interface BatchMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  readonly rawBody?: Buffer;
  readonly raw?: IncomingMessage;
}

/** The body of a batch. `parsed` is JSON that a host's parser has read without keeping the bytes. */
export type BatchBody =
  | { readonly contentType: string; readonly bytes: Buffer }
  | { readonly contentType: string; readonly parsed: unknown };

/**
 * Middleware of the batch routes. Leaves the body unread until the caller is authenticated, and hides it from parsers,
 * whose limit is for a single payout. Does nothing if a host's parser has read it already.
 */
export function deferBatchBody(request: IncomingMessage, _: unknown, next: () => void): void {
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

/**
 * Reads the body.
 * @throws PayoutError `payload_too_large` above 8 MiB
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
      // Reads and drops the rest, so that the sender receives the answer.
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
