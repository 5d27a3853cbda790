import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';

/** An HTTP request whose whole body was received. */
export interface Incoming {
  method: string;
  /** Path without the query, not decoded. */
  path: string;
  /** Segments of the path, decoded, such as `v1` and `transactions`. Empty if the path cannot be decoded. */
  segments: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Fields of the JSON body. Empty if there is no body or it is not a JSON object. */
  body: Record<string, unknown>;
}

/** An HTTP response. It is sent after `delayMs` milliseconds of real time; 0 sends it at once. */
export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  text: string;
  delayMs: number;
}

/** What the client gets: a response, a reset connection, or nothing at all on an open connection (`hang`). */
export type Delivery = HttpReply | 'reset' | 'hang';

/**
 * A sandbox that accepts requests. `url` has no slash at its end. `close` stops the server and cuts all connections.
 */
export interface RunningSandbox {
  url: string;
  close(): Promise<void>;
}

/** Returns a shallow copy of an object. Returns an empty object for null and for any value that is not an object. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Returns a response with a JSON body and without delay. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    text: JSON.stringify(body),
    delayMs: 0,
  };
}

/**
 * Starts an HTTP server. `decide` returns the response to each request, once its whole body has arrived. An error of
 * `decide` becomes a 500 with its stack. The port 0 selects a free port.
 * @throws if the port cannot be used
 */
export async function listen(
  decide: (incoming: Incoming) => Delivery | Promise<Delivery>,
  { host, port }: { host: string; port: number },
): Promise<RunningSandbox> {
  const server = createServer((request, response) => {
    read(request)
      .then(decide)
      .then((delivery) => deliver(delivery, response))
      .catch((error: Error) => deliver(json(500, { sandbox: error.stack }), response));
  });
  // This is longer than clients keep an idle connection. Otherwise the server could close the connection during a POST,
  // which would be a fault that no test ordered.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { url: `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`, close: () => close(server) };
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(`http://sandbox${request.url}`);
  return {
    method: request.method ?? '',
    path: url.pathname,
    segments: decodeSegments(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    body: parseObject(Buffer.concat(chunks).toString('utf8')),
  };
}

function decodeSegments(path: string): string[] {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function deliver(delivery: Delivery, response: ServerResponse): void {
  if (delivery === 'hang') return;
  if (delivery === 'reset') {
    response.socket?.destroy();
    return;
  }
  const { status, headers, text, delayMs } = delivery;
  const send = () => response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  if (delayMs === 0) send();
  else setTimeout(send, delayMs).unref();
}

/** Closes the server and all connections, also those that clients keep open. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
