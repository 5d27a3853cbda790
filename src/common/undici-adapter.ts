import type { IncomingHttpHeaders } from 'node:http';
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

export interface TransportSettings {
  /** Connection set-up (DNS, TCP, TLS), milliseconds. */
  readonly connectTimeoutMs: number;
  /** An explicit egress proxy; the environment's proxies are ignored. */
  readonly proxy: string | null;
}

/** No complete answer. `begun: false` proves that no byte of the request left us. */
export class TransportError extends Error {
  constructor(
    readonly code: string,
    readonly begun: boolean,
  ) {
    super(code);
    this.name = 'TransportError';
  }
}

type Method = 'get' | 'other';

/**
 * Where a request goes out. pipelining 0 closes the connection after each answer: a POST never meets a kept socket that
 * the other side is about to close, whose reset would leave its outcome unknown. A read that meets one is read again, so
 * its connection is kept, which saves the handshake.
 */
function connectionsOf({ connectTimeoutMs, proxy }: TransportSettings): (method: Method) => Dispatcher {
  const options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
  // One for each request: a proxy that cuts its tunnels is asked for another one as long as its dispatcher lives.
  if (proxy !== null) return () => new ProxyAgent({ ...options, pipelining: 0, uri: proxy });
  const used = { get: new Agent({ ...options, pipelining: 1 }), other: new Agent({ ...options, pipelining: 0 }) };
  return (method) => used[method];
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request from its first byte to the last one of its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** True from right before the first byte on: undici starts a request on a connection that stands. */
  begun = false;
  private controller: Dispatcher.DispatchController | null = null;
  private ended: TransportError | null = null;
  private start: Pick<Answer, 'status' | 'headers'> = { status: 0, headers: {} };
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private resolve: (answer: Answer) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor(private readonly maxBytes: number) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Waits no longer. A connection may never stand, as with a silent proxy; what has not begun never begins. */
  end(code: string): void {
    if (this.ended !== null) return;
    this.ended = new TransportError(code, this.begun);
    this.controller?.abort(this.ended);
    this.reject(this.ended);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.ended !== null) {
      controller.abort(this.ended);
      return;
    }
    this.controller = controller;
    this.begun = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.start = { status, headers };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.byteLength;
    if (this.size > this.maxBytes) this.end('ERR_ANSWER_TOO_LONG');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.resolve({ ...this.start, text: Buffer.concat(this.chunks).toString('utf8') });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.reject(error);
  }
}

function targetOf({ url, params }: InternalAxiosRequestConfig): { origin: string; path: string } {
  const target = new URL(url ?? '');
  for (const [name, value] of Object.entries((params ?? {}) as Record<string, string>)) {
    target.searchParams.set(name, value);
  }
  return { origin: target.origin, path: `${target.pathname}${target.search}` };
}

interface NetworkFailure {
  readonly code?: unknown;
  readonly name?: string;
  /** Of each address of a host that was tried. */
  readonly errors?: readonly NetworkFailure[];
}

/** A word such as `ECONNRESET` or `TimeoutError`, fit for a log. */
function codeOf(failure: NetworkFailure): string {
  // A DOMException, such as a timed-out signal's, has a number for its code and the word in its name.
  const code = typeof failure.code === 'string' ? failure.code : (failure.errors?.[0]?.code ?? failure.name);
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : 'UNKNOWN';
}

function asTransportError(error: unknown, begun: boolean): TransportError {
  return error instanceof TransportError ? error : new TransportError(codeOf(error as NetworkFailure), begun);
}

async function exchangeInTime(
  exchange: Exchange,
  config: InternalAxiosRequestConfig,
  dispatcher: Dispatcher,
): Promise<AxiosResponse<string>> {
  // Ours and not axios': axios would replace every failure of an aborted request with its own.
  const timer = setTimeout(() => exchange.end('TimeoutError'), config.timeout);
  try {
    const method = (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod;
    const headers = config.headers.toJSON(true) as Record<string, string>;
    const body = (config.data as string | undefined) ?? null;
    dispatcher.dispatch({ ...targetOf(config), method, headers, body }, exchange);
    const { status, headers: told, text } = await exchange.answer;
    return { status, statusText: '', headers: new AxiosHeaders(told as Record<string, string>), data: text, config };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * axios over undici: one request, nothing followed and nothing repeated, and what never began told apart from everything
 * after it (axios' own adapter has one error code for all timeouts).
 * @throws TransportError
 */
export function undiciAdapter(settings: TransportSettings): AxiosAdapter {
  const dispatcherOf = connectionsOf(settings);
  return async (config) => {
    const dispatcher = dispatcherOf(config.method === 'get' ? 'get' : 'other');
    const exchange = new Exchange(config.maxContentLength ?? Number.POSITIVE_INFINITY);
    try {
      return await exchangeInTime(exchange, config, dispatcher);
    } catch (error) {
      throw asTransportError(error, exchange.begun);
    } finally {
      if (settings.proxy !== null) void dispatcher.destroy();
    }
  };
}
