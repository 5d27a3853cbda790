import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Enough for a provider that calls about a whole payroll at once. */
const MAX_CONNECTIONS = 2_048;

/** What a server may be given to close: times in milliseconds, and the interval at which it looks. */
export const CONNECTION_DEADLINES = {
  /** From the connection, or the first byte of a further request, to the end of the header. */
  headersTimeout: 10_000,
  /** Longer than any load balancer keeps an idle connection, so that it is never we who close it under a request. */
  keepAliveTimeout: 72_000,
  /** Nothing comes and nothing is taken, such as an answer that nobody reads. Longer than any request may last. */
  connectionTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** How many connections this process may have: half of its files, the other half is for database and providers. */
export function connectionLimit(): number {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const files = Number(report?.userLimits?.open_files?.soft);
  return files > 0 ? Math.min(MAX_CONNECTIONS, Math.floor(files / 2)) : MAX_CONNECTIONS;
}

/**
 * Keeps a server at `max` connections. A new one takes the place of the oldest on which nothing is being worked:
 * whoever opens many and sends half a request, or reads no answer, shuts nobody out.
 */
export function boundConnections(server: Server, max: number): void {
  const open = new Connections(max);
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => open.work(request, response));
}

class Connections {
  private count = 0;
  /** Idle, or in the middle of sending a request; the oldest first. */
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

  /** An answer that has begun is of work that is done: its client asks again. The new one goes when all are at work. */
  private oldestUnused(newest: Socket): Socket {
    const [waiting] = this.waiting;
    if (waiting !== undefined && waiting !== newest) return waiting;
    for (const { headersSent, req } of this.answers) if (headersSent) return req.socket;
    return newest;
  }

  /** A client may send further requests before it has its answer. */
  private isAnswering(socket: Socket): boolean {
    for (const { req } of this.answers) if (req.socket === socket) return true;
    return false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
