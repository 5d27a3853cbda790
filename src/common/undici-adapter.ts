import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';

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

/** undici starts a request on a connection that stands, right before it writes the first byte, unless it is aborted. */
function noticing(begin: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        handler.onRequestStart?.(controller, context);
        if (!controller.aborted) begin();
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => handler.onResponseStart?.(...start),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TransportError('ERR_ANSWER_TOO_LONG', true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function targetOf(config: InternalAxiosRequestConfig): string {
  const url = new URL(config.url ?? '');
  for (const [name, value] of Object.entries((config.params ?? {}) as Record<string, string>)) {
    url.searchParams.set(name, value);
  }
  return url.toString();
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

async function exchange(
  config: InternalAxiosRequestConfig,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<AxiosResponse<string>> {
  const reply = await request(targetOf(config), {
    dispatcher,
    signal,
    method: (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod,
    headers: config.headers.toJSON(true) as Record<string, string>,
    body: config.data === undefined ? null : (config.data as string),
  });
  const data = await readText(reply.body, config.maxContentLength ?? Number.POSITIVE_INFINITY);
  return {
    status: reply.statusCode,
    statusText: '',
    headers: new AxiosHeaders(reply.headers as Record<string, string>),
    data,
    config,
  };
}

/**
 * undici tells of an abort only once a connection stands, which a proxy that is silent never lets it have. A request
 * that is aborted before it began is not begun afterwards.
 */
function expiry(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function exchangeInTime(config: InternalAxiosRequestConfig, dispatcher: Dispatcher): Promise<AxiosResponse<string>> {
  // Ours and not axios': axios would replace every failure of an aborted request with its own.
  const signal = AbortSignal.timeout(config.timeout ?? 0);
  return Promise.race([exchange(config, dispatcher, signal), expiry(signal)]);
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
    let begun = false;
    const noticed = dispatcher.compose(
      noticing(() => {
        begun = true;
      }),
    );
    try {
      return await exchangeInTime(config, noticed);
    } catch (error) {
      throw error instanceof TransportError ? error : new TransportError(codeOf(error as NetworkFailure), begun);
    } finally {
      if (settings.proxy !== null) void dispatcher.destroy();
    }
  };
}
