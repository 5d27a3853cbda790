import type { Dispatcher } from 'undici';
import { retryAfterMs } from '../../common/retry-after.js';
import { ForbiddenAddressError, guardedAgent, type Resolver } from './guarded-agent.js';
import type { AllowedHosts } from './webhook-url.js';

/** Maximum number of bytes that are kept of a response body. The rest is not read. */
const KEPT_BYTES = 1_024;

/** Result of one POST to an endpoint. Only a `status` from 200 to 299 is a success. */
export interface WebhookAnswer {
  /** HTTP status of the response. Null if there was none. */
  readonly status: number | null;
  /** Error code, such as `TIMEOUT`, `FORBIDDEN_ADDRESS` or `ECONNREFUSED`. Null if there was a response. */
  readonly error: string | null;
  /** First 1,024 bytes of the response body as UTF-8, empty if it has none. Null if there was no response. */
  readonly body: string | null;
  readonly durationMs: number;
  /** Value of the `Retry-After` header in milliseconds, limited to 1 s…1 h. Null if there was none. */
  readonly retryAfterMs: number | null;
}

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Request body, which the signature covers. */
  readonly payload: string;
}

/**
 * Sends each message by one POST, only to public addresses and to hosts that the operator allows. It follows no
 * redirects, does not retry and uses no proxy.
 */
export class WebhookSender {
  private readonly agent: Dispatcher;

  constructor(
    allowed: AllowedHosts,
    private readonly timeoutMs: number,
    resolve?: Resolver,
  ) {
    this.agent = guardedAgent(allowed, { timeoutMs, ...(resolve && { resolve }) });
  }

  /**
   * Sends a message and waits for the response, at most `timeoutMs`. It never throws; an error is part of the result.
   */
  async send({ url, headers, payload }: WebhookMessage): Promise<WebhookAnswer> {
    const began = performance.now();
    const signal = AbortSignal.timeout(this.timeoutMs);
    const duration = () => Math.round(performance.now() - began);
    try {
      const { origin, pathname, search } = new URL(url);
      const answer = await this.agent.request({
        origin,
        path: `${pathname}${search}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Cauri-Webhooks', ...headers },
        body: payload,
        signal,
      });
      const waitMs = retryAfterMs(answer.headers);
      const body = await beginningOf(answer.body);
      return { status: answer.statusCode, error: null, body, durationMs: duration(), retryAfterMs: waitMs };
    } catch (error) {
      return { status: null, error: wordOf(error), body: null, durationMs: duration(), retryAfterMs: null };
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/**
 * Reads the beginning of a response body. An error while reading is ignored, because only the status decides about
 * success.
 */
async function beginningOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= KEPT_BYTES) break;
    }
  } catch {
    // The connection ended in the middle of the body.
  }
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8').toWellFormed();
}

/** Returns a code for an error, such as `ECONNREFUSED`. It never returns the message, which may contain the URL. */
function wordOf(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (error instanceof ForbiddenAddressError || cause instanceof ForbiddenAddressError) return 'FORBIDDEN_ADDRESS';
  if (name === 'TimeoutError') return 'TIMEOUT';
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'FAILED';
}
