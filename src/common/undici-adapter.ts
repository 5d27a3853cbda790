import type { IncomingHttpHeaders } from 'node:http';
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

export interface TransportSettings {
  /** Timeout in milliseconds for the connection: DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** URL of the outgoing proxy. Null means no proxy; proxies from environment variables are ignored. */
  readonly proxy: string | null;
}

/** Thrown when there was no complete response. `begun: false` proves that no byte of the request was sent. */
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
 * Returns a function that chooses the connection for a request.
 *
 * A POST gets a new connection, which `pipelining: 0` closes after the response. On a reused connection that the
 * provider closes at that moment, the outcome would be unknown. A GET can be repeated, so it reuses connections and
 * saves the handshake.
 */
function connectionsOf({ connectTimeoutMs, proxy }: TransportSettings): (method: Method) => Dispatcher {
  const options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
  // Uses one dispatcher per request. With a shared one, undici reconnects endlessly to a proxy that drops its tunnels.
  if (proxy !== null) return () => new ProxyAgent({ ...options, pipelining: 0, uri: proxy });
  const used = { get: new Agent({ ...options, pipelining: 1 }), other: new Agent({ ...options, pipelining: 0 }) };
  return (method) => used[method];
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One HTTP request and the promise of its response. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** True once undici has started to write the request. It starts only after the connection is established. */
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

  /**
   * Ends the wait with an error. A request that has not begun by then is never sent, even if its connection comes
   * later.
   */
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
  /** The errors of all addresses of the host that were tried. */
  readonly errors?: readonly NetworkFailure[];
}

/** Returns a short error code for messages, such as `ECONNRESET` or `TimeoutError`. */
function codeOf(failure: NetworkFailure): string {
  // A DOMException has a number as its code; its name is the word, such as `TimeoutError`.
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
  // Replaces the timeout of axios, which hides the original error of an aborted request.
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
 * Creates an axios adapter that sends one request through undici, without redirects and retries. Its errors tell a
 * request that never began from one that may have arrived. The adapters of axios use one error code for both.
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
