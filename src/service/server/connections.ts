import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Most connections. Enough for a provider that sends callbacks for a whole payroll at once. */
const MAX_CONNECTIONS = 2_048;

/** Time limits of connections in milliseconds, and the interval in which Node checks them. */
export const CONNECTION_DEADLINES = {
  /** From the connection, or from the first byte of another request, to the end of the headers. */
  headersTimeout: 10_000,
  /** Longer than any load balancer keeps an idle connection, so that we never close it during a request. */
  keepAliveTimeout: 72_000,
  /** No byte received and none accepted, as when a client does not read its answer. Longer than any request. */
  connectionTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * Returns the largest number of connections: half of the process's open files. The rest is for database and providers.
 */
export function connectionLimit(): number {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const files = Number(report?.userLimits?.open_files?.soft);
  return files > 0 ? Math.min(MAX_CONNECTIONS, Math.floor(files / 2)) : MAX_CONNECTIONS;
}

/**
 * Limits a server to `max` connections. A new connection replaces the oldest one without a request in progress. So a
 * client that opens many and sends half a request, or reads no answer, cannot block others.
 */
export function boundConnections(server: Server, max: number): void {
  const open = new Connections(max);
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => open.work(request, response));
}

class Connections {
  private count = 0;
  /** Connections that are idle or still receiving a request, oldest first. */
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
   * Returns the connection to close: the oldest one that is not being answered, else the new one. An answer that has
   * begun is of finished work, so its client can ask again.
   */
  private oldestUnused(newest: Socket): Socket {
    const [waiting] = this.waiting;
    if (waiting !== undefined && waiting !== newest) return waiting;
    for (const { headersSent, req } of this.answers) if (headersSent) return req.socket;
    return newest;
  }

  /** True if a request is being processed. A client may send further requests before it has the answer to the first. */
  private isAnswering(socket: Socket): boolean {
    for (const { req } of this.answers) if (req.socket === socket) return true;
    return false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
