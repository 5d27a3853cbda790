import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';

interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Requests whose body arrived whole. */
  readonly arrived: readonly Arrived[];
  /** Connections that were ever made. */
  readonly connections: () => number;
  close(): Promise<void>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A real HTTP server that answers each request, once it has arrived whole, as it is told. */
export async function listen(answer: Answer): Promise<HttpServer> {
  const arrived: Arrived[] = [];
  const onRequest: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      arrived.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response, request);
    });
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, onRequest);
  return { arrived, ...(await bound(server)) };
}

/** A TCP server that does with each connection what it is told. */
export async function listenTcp(onConnection: (socket: Socket) => void): Promise<Omit<HttpServer, 'arrived'>> {
  return bound(createTcpServer(onConnection));
}

/** An address on this machine at which nobody listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listenTcp(() => undefined);
  await close();
  return port;
}

/** Lets a server listen on a free port of this machine, and returns the port. */
export async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Returns `target` with the port of a server that stands before it. */
export function urlThrough(server: Server | TcpServer, target: URL): string {
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return url.href;
}

async function bound(server: Server | TcpServer): Promise<Omit<HttpServer, 'arrived'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  const port = await listening(server);
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, port, connections: () => connections, close };
}
