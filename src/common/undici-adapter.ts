import type { IncomingHttpHeaders } from 'node:http';
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

export interface TransportSettings {
  /** Milliseconds for setting up a connection (DNS, TCP, TLS). */
  readonly connectTimeoutMs: number;
  /** URL of the outgoing proxy, or null for none. Proxies of the environment are ignored. */
  readonly proxy: string | null;
}

/** Thrown when there was no complete answer. `begun: false` proves that no byte of the request left us. */
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
 * Returns the connection for a request. A POST gets a new connection (`pipelining: 0` closes it after each answer): on
 * a kept connection that the provider is just closing its outcome would be unknown. A GET can be repeated, so its
 * connection is kept, which saves the handshake.
 */
function connectionsOf({ connectTimeoutMs, proxy }: TransportSettings): (method: Method) => Dispatcher {
  const options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
  // One dispatcher per request: otherwise undici asks a proxy that drops its tunnels for new ones without end.
  if (proxy !== null) return () => new ProxyAgent({ ...options, pipelining: 0, uri: proxy });
  const used = { get: new Agent({ ...options, pipelining: 1 }), other: new Agent({ ...options, pipelining: 0 }) };
  return (method) => used[method];
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request and its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** True once undici has begun to write the request, which it does only on an established connection. */
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
   * Stops waiting. A connection through a silent proxy may never be established; a request that has not begun never
   * does.
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
  /** One error for each address of the host that was tried. */
  readonly errors?: readonly NetworkFailure[];
}

/** Returns an error code such as `ECONNRESET` or `TimeoutError`. */
function codeOf(failure: NetworkFailure): string {
  // A DOMException, such as that of a timed-out signal, has a number as its code and the word as its name.
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
  // Not the timeout of axios: it replaces every failure of an aborted request by its own error.
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
 * Creates an axios adapter on undici that sends one request, without redirects and retries. It tells a request that
 * never began from one that may have arrived; axios' own adapter has one error code for all timeouts.
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
