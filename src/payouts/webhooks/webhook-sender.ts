import type { Dispatcher } from 'undici';
import { retryAfterMs } from '../../common/retry-after.js';
import { ForbiddenAddressError, guardedAgent, type Resolver } from './guarded-agent.js';
import type { AllowedHosts } from './webhook-url.js';

/** What is kept of an answer's body. */
const KEPT_BYTES = 1_024;

export interface WebhookAnswer {
  /** Null when none came. */
  readonly status: number | null;
  /** Why none came, one word; null when one did. */
  readonly error: string | null;
  /** The beginning of its body. */
  readonly body: string | null;
  readonly durationMs: number;
  readonly retryAfterMs: number | null;
}

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** POSTs one message: no redirect, no retry, no proxy, and nothing but public addresses. */
export class WebhookSender {
  private readonly agent: Dispatcher;

  constructor(
    allowed: AllowedHosts,
    private readonly timeoutMs: number,
    resolve?: Resolver,
  ) {
    this.agent = guardedAgent(allowed, { timeoutMs, ...(resolve && { resolve }) });
  }

  /** Never throws: what went wrong is the answer. */
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

/** As much as is kept; the status counts, whatever becomes of the body. */
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
    // It was cut off.
  }
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8').toWellFormed();
}

/** A code and never a message, which may repeat the URL. */
function wordOf(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (error instanceof ForbiddenAddressError || cause instanceof ForbiddenAddressError) return 'FORBIDDEN_ADDRESS';
  if (name === 'TimeoutError') return 'TIMEOUT';
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'FAILED';
}
