import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { readForeignJson } from './foreign-json.js';
import { retryAfterMs } from './retry-after.js';
import { TransportError, type TransportSettings, undiciAdapter } from './undici-adapter.js';

const MAX_ANSWER_BYTES = 1_048_576;

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * A body with the type that its provider documents, before any check. Every field may be missing or have another type,
 * and the body of an error looks different.
 */
export type Untrusted<Body> = Body extends readonly (infer Item)[]
  ? readonly Untrusted<Item>[]
  : Body extends object
    ? { readonly [Field in keyof Body]?: Untrusted<Body[Field]> | null }
    : Body;

export interface ProviderReply<Body = unknown> {
  readonly status: number;
  /** The parsed body. Undefined if it is not JSON. */
  readonly json: Untrusted<Body> | undefined;
  /** True if the body is HTML. Such a page comes from a gateway or firewall, not from the provider itself. */
  readonly page: boolean;
  /** Milliseconds of the `Retry-After` header, limited to 1 s…1 h. Null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * Thrown when a request got no answer. `connected: false` proves that no byte of the request left us. With `connected:
 * true` the provider may have executed it. Contains no header, body or URL.
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

export interface ProviderHttpSettings {
  /** Milliseconds for connection, request and answer together. */
  readonly timeoutMs: number;
  readonly proxy: string | null;
}

/**
 * Sends each request exactly once: without redirects, retries or the proxies of the environment. The settings travel
 * with each request, so that no setting of the `HttpService` can make it send money twice.
 */
export class ProviderHttp {
  private readonly config: RequestConfig;

  /** Creates its own axios instance if `http` is left out, as outside of Nest. */
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
    // Both types mean the same axios. @nestjs/axios resolves its ESM declarations, a CommonJS package the CommonJS
    // ones.
    this.config = config as RequestConfig;
  }

  /** @throws NoAnswerError */
  async request({ method, url, headers, query, body }: ProviderRequest): Promise<ProviderReply> {
    try {
      // Uses axios directly: unsubscribing from an Observable cancels the finished request and creates an error each
      // time.
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

/** True if the content type is HTML or the body begins with `<`. JSON never does and plain text hardly ever. */
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
 * @throws TypeError for an empty text and for dots, which a URL resolves to another path
 */
export function pathSegment(text: string): string {
  if (/^\.{0,2}$/.test(text)) throw new TypeError('an id must not be empty or consist of dots');
  return encodeURIComponent(text);
}

/** True for a JSON object, such as both providers answer; false for an array, a text or null. */
export function isJsonObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
