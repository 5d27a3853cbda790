import type { IncomingHttpHeaders } from 'node:http';
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

/** Settings of the connections to a provider. */
export interface TransportSettings {
  /** Timeout in milliseconds for the connection: DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** URL of the outgoing proxy. Null means no proxy; proxies from environment variables are ignored. */
  readonly proxy: string | null;
}

/**
 * Thrown when there was no complete response. `begun: false` proves that no byte of the request was sent. `code` is a
 * short error code, such as `ECONNRESET`.
 */
export class TransportError extends Error {
  constructor(
    readonly code: string,
    readonly begun: boolean,
  ) {
    super(code);
    this.name = 'TransportError';
  }
}

/** Kind of HTTP method. It decides whether a connection is reused: only a GET reuses one. */
type Method = 'get' | 'other';

/**
 * Returns a function that chooses the undici dispatcher (connection pool) for a request.
 *
 * A POST gets a new connection, which `pipelining: 0` closes after the response. On a reused connection, the provider
 * could close the connection at the moment of the POST, and its outcome would be unknown. A GET can be repeated, so it
 * reuses connections and saves the handshake.
 */
function connectionsOf({ connectTimeoutMs, proxy }: TransportSettings): (method: Method) => Dispatcher {
  const options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
  // Creates a dispatcher for each request. A shared one would reconnect endlessly to a proxy that drops its tunnels.
  if (proxy !== null) return () => new ProxyAgent({ ...options, pipelining: 0, uri: proxy });
  const used = { get: new Agent({ ...options, pipelining: 1 }), other: new Agent({ ...options, pipelining: 0 }) };
  return (method) => used[method];
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Handles one HTTP request in undici and provides the promise of its response. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** True once undici has started to write the request. It starts only after the connection is established. */
  begun = false;
  private controller: Dispatcher.DispatchController | null = null;
  /** Error with which `end` stopped the request. Null if `end` was not called. */
  private ended: TransportError | null = null;
  /** Status and headers of the response, stored until its body is complete. */
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
   * Ends the wait for the response with an error. If the request has not begun by then, it is never sent, even if its
   * connection is established later.
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

/** Returns the origin of a request, and its path with the query parameters added. */
function targetOf({ url, params }: InternalAxiosRequestConfig): { origin: string; path: string } {
  const target = new URL(url ?? '');
  for (const [name, value] of Object.entries((params ?? {}) as Record<string, string>)) {
    target.searchParams.set(name, value);
  }
  return { origin: target.origin, path: `${target.pathname}${target.search}` };
}

/** The properties that `codeOf` reads from an error of undici or of the network. */
interface NetworkFailure {
  readonly code?: unknown;
  readonly name?: string;
  /** One error for each IP address of the host, if several addresses were tried. */
  readonly errors?: readonly NetworkFailure[];
}

/**
 * Returns a short error code for messages, such as `ECONNRESET` or `TimeoutError`. Returns `UNKNOWN` if there is none.
 */
function codeOf(failure: NetworkFailure): string {
  // The code of a DOMException is a number, so its name is used, such as `TimeoutError`.
  const code = typeof failure.code === 'string' ? failure.code : (failure.errors?.[0]?.code ?? failure.name);
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : 'UNKNOWN';
}

function asTransportError(error: unknown, begun: boolean): TransportError {
  return error instanceof TransportError ? error : new TransportError(codeOf(error as NetworkFailure), begun);
}

/**
 * Sends the request and waits at most `config.timeout` milliseconds for its complete response. After that it aborts the
 * request with the code `TimeoutError`.
 */
async function exchangeInTime(
  exchange: Exchange,
  config: InternalAxiosRequestConfig,
  dispatcher: Dispatcher,
): Promise<AxiosResponse<string>> {
  // Replaces the timeout of axios, because axios hides the original error of an aborted request.
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
 * Creates an axios adapter that sends one request through undici, without redirects and retries. Its errors tell
 * whether sending never began or the request may have arrived. The adapters of axios use one error code for both.
 * @throws TransportError from the adapter, if there was no complete response
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
