import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The most connections. They are enough for a provider that sends the callbacks of a whole payroll at once. */
const MAX_CONNECTIONS = 2_048;

/** Timeouts of connections in milliseconds, and the interval in which Node checks them. */
export const CONNECTION_DEADLINES = {
  /** Time for the headers, from the connection or from the first byte of a further request. */
  headersTimeout: 10_000,
  /**
   * Time that an idle connection is kept. It is longer than load balancers keep one, so that we never close it during a
   * request.
   */
  keepAliveTimeout: 72_000,
  /**
   * Time without any byte in either direction, as when a client does not read its response. It is longer than any
   * request.
   */
  connectionTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * Returns the limit of connections: at most half of the files that the process may open. The rest is for the database
 * and the providers.
 */
export function connectionLimit(): number {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const files = Number(report?.userLimits?.open_files?.soft);
  return files > 0 ? Math.min(MAX_CONNECTIONS, Math.floor(files / 2)) : MAX_CONNECTIONS;
}

/**
 * Limits a server to `max` connections. A new connection replaces the oldest one without a request in progress. Clients
 * that send half a request, or read no response, then cannot block others.
 */
export function boundConnections(server: Server, max: number): void {
  const open = new Connections(max);
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => open.work(request, response));
}

class Connections {
  private count = 0;
  /** Connections that are idle or still receive a request, oldest first. */
  private readonly waiting = new Set<Socket>();
  private readonly answers = new Set<ServerResponse>();

  constructor(private readonly max: number) {}

  add(socket: Socket): void {
    this.count += 1;
    this.waiting.add(socket);
    socket.once('close', () => {
      this.count -= 1;
      this.waiting.delete(socket);
    });
    if (this.count > this.max) this.oldestUnused(socket).destroy();
  }

  work(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const begin = () => {
      this.waiting.delete(socket);
      this.answers.add(response);
    };
    if (hasBody(request)) request.once('end', begin);
    else begin();
    response.once('close', () => {
      this.answers.delete(response);
      if (!socket.destroyed && !this.isAnswering(socket)) this.waiting.add(socket);
    });
  }

  /**
   * Returns the connection to close: the oldest one without a request in progress, or else the new one. One whose
   * response is being sent may be closed, because its work is done and the client can repeat the request.
   */
  private oldestUnused(newest: Socket): Socket {
    const [waiting] = this.waiting;
    if (waiting !== undefined && waiting !== newest) return waiting;
    for (const { headersSent, req } of this.answers) if (headersSent) return req.socket;
    return newest;
  }

  /**
   * Returns true if a request of this connection is being processed. A client may send the next request before it has
   * the response.
   */
  private isAnswering(socket: Socket): boolean {
    for (const { req } of this.answers) if (req.socket === socket) return true;
    return false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
