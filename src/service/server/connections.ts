import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Maximum number of connections. It is enough for a provider that sends the callbacks of a whole payroll at once. */
const MAX_CONNECTIONS = 2_048;

/** Timeouts of connections in milliseconds. */
export const CONNECTION_DEADLINES = {
  /**
   * Maximum time to receive the headers of a request, from the start of the connection or from the first byte of a
   * further request.
   */
  headersTimeout: 10_000,
  /**
   * Time for which an idle connection is kept open. It is longer than load balancers keep one, so that we never close a
   * connection on which a request is just arriving.
   */
  keepAliveTimeout: 72_000,
  /**
   * Maximum time without any byte in either direction, as when a client does not read its response. It is longer than
   * any request takes.
   */
  connectionTimeout: 60_000,
  /**
   * Interval at which Node checks the timeouts. A connection may therefore be closed this much later than its timeout.
   */
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * Returns the maximum number of connections: 2,048, or half of the files that the process may open if that is less. The
 * other half is for the database and the providers.
 */
export function connectionLimit(): number {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const files = Number(report?.userLimits?.open_files?.soft);
  return files > 0 ? Math.min(MAX_CONNECTIONS, Math.floor(files / 2)) : MAX_CONNECTIONS;
}

/**
 * Limits a server to `max` connections. If one more is opened, the oldest connection without a request in progress is
 * closed. Clients that send half a request, or do not read their response, can therefore not block others.
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
  /** Responses that are not complete yet. */
  private readonly answers = new Set<ServerResponse>();

  constructor(private readonly max: number) {}

  /**
   * Counts a new connection. If there are too many, closes the one that `oldestUnused` returns, which may be the new
   * one.
   */
  add(socket: Socket): void {
    this.count += 1;
    this.waiting.add(socket);
    socket.once('close', () => {
      this.count -= 1;
      this.waiting.delete(socket);
    });
    if (this.count > this.max) this.oldestUnused(socket).destroy();
  }

  /** Notes that a request is in progress from the end of its body until its response is complete. */
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
   * Returns the connection to close: the oldest one without a request in progress, or else the new one. A connection
   * whose response is being sent may be closed too, because its work is done and the client can repeat the request.
   */
  private oldestUnused(newest: Socket): Socket {
    const [waiting] = this.waiting;
    if (waiting !== undefined && waiting !== newest) return waiting;
    for (const { headersSent, req } of this.answers) if (headersSent) return req.socket;
    return newest;
  }

  /**
   * Returns true if a request of this connection is in progress. A client may send the next request before it has the
   * response to the last one.
   */
  private isAnswering(socket: Socket): boolean {
    for (const { req } of this.answers) if (req.socket === socket) return true;
    return false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
