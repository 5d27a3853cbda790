import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { readForeignJson } from './foreign-json.js';
import { retryAfterMs } from './retry-after.js';
import { TransportError, type TransportSettings, undiciAdapter } from './undici-adapter.js';

/** Maximum size of a response body in bytes, 1 MiB. A longer response counts as no response. */
const MAX_ANSWER_BYTES = 1_048_576;

/** An HTTP request to a provider. `query` is added to the URL, and a `body` is sent as JSON. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Type of a response body before any check: each field of the documented type may be missing or have another type. The
 * body of an error response has other fields.
 */
export type Untrusted<Body> = Body extends readonly (infer Item)[]
  ? readonly Untrusted<Item>[]
  : Body extends object
    ? { readonly [Field in keyof Body]?: Untrusted<Body[Field]> | null }
    : Body;

/** A response of a provider, with any status code. */
export interface ProviderReply<Body = unknown> {
  readonly status: number;
  /**
   * The parsed body. Undefined if it is not JSON, is nested deeper than 32 levels, or has an object with more than
   * 1,000 fields.
   */
  readonly json: Untrusted<Body> | undefined;
  /** True if the body is HTML. Such a page comes from a gateway or firewall and not from the provider. */
  readonly page: boolean;
  /**
   * Wait that the provider asks for by the `Retry-After` header, in milliseconds, limited to 1 s…1 h. Null if the
   * response has no such header.
   */
  readonly retryAfterMs: number | null;
}

/**
 * Thrown when a request got no complete response. `connected: false` proves that no byte of the request was sent. With
 * `connected: true` the provider may have executed the request. `code` is a short name of the cause, such as
 * `ECONNRESET`. The error contains no header, body or URL.
 */
export class NoAnswerError extends Error {
  constructor(
    readonly code: string,
    readonly connected: boolean,
  ) {
    super(connected ? `no answer (${code})` : `no connection (${code})`);
    this.name = 'NoAnswerError';
  }
}

/** Network settings of a connector. */
export interface ProviderHttpSettings {
  /**
   * Timeout in milliseconds for the connection, the request and the response together. The connection alone may take
   * half of it, at most 10 s.
   */
  readonly timeoutMs: number;
  /** URL of the outgoing proxy. Null means no proxy; proxies from environment variables are ignored. */
  readonly proxy: string | null;
}

/**
 * Sends each HTTP request exactly once: without redirects, without retries, and without proxies from environment
 * variables. Each request carries these settings itself, because the defaults of a host's `HttpService`, such as a
 * retry, could send money twice.
 */
export class ProviderHttp {
  private readonly config: RequestConfig;

  /** Creates a client. If `http` is omitted, it creates its own axios instance, for use outside Nest. */
  constructor(
    settings: ProviderHttpSettings,
    private readonly http: HttpService = new HttpService(axios.create() as unknown as HttpService['axiosRef']),
  ) {
    const transport: TransportSettings = {
      connectTimeoutMs: Math.min(10_000, Math.ceil(settings.timeoutMs / 2)),
      proxy: settings.proxy,
    };
    const config: AxiosRequestConfig = {
      adapter: undiciAdapter(transport),
      timeout: settings.timeoutMs,
      maxRedirects: 0,
      proxy: false,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
    };
    // Both types describe the same axios. `@nestjs/axios` uses the ESM types of axios, and a CommonJS package gets its
    // CommonJS types.
    this.config = config as RequestConfig;
  }

  /**
   * Sends the request and returns the response with any status code.
   * @throws NoAnswerError if there was no complete response
   */
  async request({ method, url, headers, query, body }: ProviderRequest): Promise<ProviderReply> {
    try {
      // Calls axios directly and not through an Observable, which would cancel each finished request when unsubscribed
      // and thereby create an error.
      const reply = await this.http.axiosRef.request<string>({
        ...this.config,
        method,
        url,
        params: query,
        data: body === undefined ? undefined : JSON.stringify(body),
        headers: {
          accept: 'application/json',
          'user-agent': 'cauri',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      });
      return {
        status: reply.status,
        json: readForeignJson(reply.data),
        page: isPage(reply),
        retryAfterMs: retryAfterMs(reply.headers),
      };
    } catch (error) {
      if (error instanceof TransportError) throw new NoAnswerError(error.code, error.begun);
      throw error;
    }
  }
}

type RequestConfig = Parameters<HttpService['axiosRef']['request']>[0];

/**
 * Returns true if the response is an HTML page: its content type is HTML or its body begins with `<`. JSON never begins
 * with `<`, and plain text hardly ever does.
 */
function isPage({ headers, data }: AxiosResponse<string>): boolean {
  const type = String(headers['content-type'] ?? '')
    .trimStart()
    .slice(0, 30)
    .toLowerCase();
  const begins = data.slice(0, 1_000).trimStart();
  return type.startsWith('text/html') || type.startsWith('application/xhtml') || begins.startsWith('<');
}

/**
 * Encodes a text as one segment of a URL path.
 * @throws TypeError for an empty text, `.` and `..`, because they would change the path of the URL
 */
export function pathSegment(text: string): string {
  if (/^\.{0,2}$/.test(text)) throw new TypeError('an id must not be empty or consist of dots');
  return encodeURIComponent(text);
}

/** Returns true for a JSON object. Returns false for an array, a text, a number or null. */
export function isJsonObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
