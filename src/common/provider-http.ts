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
 * A body as its provider documents it. Nothing of it has been checked: any field may be missing or be something else,
 * and a refusal has another body.
 */
export type Untrusted<Body> = Body extends readonly (infer Item)[]
  ? readonly Untrusted<Item>[]
  : Body extends object
    ? { readonly [Field in keyof Body]?: Untrusted<Body[Field]> | null }
    : Body;

export interface ProviderReply<Body = unknown> {
  readonly status: number;
  /** The body as JSON, undefined when it is none. */
  readonly json: Untrusted<Body> | undefined;
  /** True if it is HTML: a page of a gateway or a firewall, which speaks for itself and not for the provider. */
  readonly page: boolean;
  /** Milliseconds from `Retry-After` (seconds or date), clamped to 1 s…1 h; null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * No answer. `connected: false` proves that no byte of the request left us; everything else may have been executed.
 * Carries no header, no body and no URL.
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
  /** One deadline over connection, request and answer, milliseconds. */
  readonly timeoutMs: number;
  readonly proxy: string | null;
}

/**
 * Calls a provider exactly once: no redirect, no retry, no environment proxy, the body as raw text. All of it goes along
 * with each request, so that no setting of the `HttpService` decides how often money is sent.
 */
export class ProviderHttp {
  private readonly config: RequestConfig;

  /** Without `http`, outside of Nest, it makes an axios of its own. */
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
    // The same axios, typed twice: @nestjs/axios resolves its ESM declarations, a CommonJS package the others.
    this.config = config as RequestConfig;
  }

  /** @throws NoAnswerError */
  async request({ method, url, headers, query, body }: ProviderRequest): Promise<ProviderReply> {
    try {
      // Not through an Observable: leaving one cancels the request that has just ended, an error object for each.
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

/** By its content type, or by a body that begins with `<`, which no JSON and hardly any text does. */
function isPage({ headers, data }: AxiosResponse<string>): boolean {
  const type = String(headers['content-type'] ?? '')
    .trimStart()
    .slice(0, 30)
    .toLowerCase();
  const begins = data.slice(0, 1_000).trimStart();
  return type.startsWith('text/html') || type.startsWith('application/xhtml') || begins.startsWith('<');
}

/**
 * Text as one segment of a path. Refuses what would make it another path, with or without an encoding: an empty text and
 * the dots that a URL resolves. @throws TypeError
 */
export function pathSegment(text: string): string {
  if (/^\.{0,2}$/.test(text)) throw new TypeError('an id must not be empty or consist of dots');
  return encodeURIComponent(text);
}

/** A JSON object, such as every envelope of both providers; not an array, not a page of a firewall. */
export function isJsonObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
