import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** The fields of a Fastify or Express request that the console reads. */
export interface ConsoleRequest {
  readonly method: string;
  readonly url: string;
  /** URL including the mount path. Only Express sets it. */
  readonly originalUrl?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  readonly rawBody?: Buffer;
  readonly raw?: IncomingMessage;
  readonly socket?: Socket;
}

const BASE = /^[^?]*?\/console(?=[/?]|$)/;

/**
 * Returns the path of the console, including a prefix of the host, such as `/api/console`. It has no slash at its end.
 */
export function baseOf(request: ConsoleRequest): string {
  return BASE.exec(urlOf(request))?.[0] ?? '/console';
}

/** Returns the path and query of the request relative to the console, such as `payouts?status=paid`. */
export function placeOf(request: ConsoleRequest): string {
  return urlOf(request).slice(baseOf(request).length).replace(/^\//, '');
}

/** Returns the value of a cookie. Returns null if there is none or it is empty. */
export function cookieOf({ headers }: ConsoleRequest, name: string): string | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null;
}

function urlOf({ originalUrl, url }: ConsoleRequest): string {
  return originalUrl ?? url;
}
