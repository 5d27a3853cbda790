import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { until } from '../../../support/world.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request that arrived, and what may be done with it. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** How many of its kind, POST or GET, came before it, reads of the balance not counted. */
  readonly earlier: number;
  /** Carries it out at the provider; with another path where one is given. */
  forward(path?: string): Promise<Reply>;
  answer(reply: Reply): void;
  /** Resolves when the fault is over. */
  readonly over: Promise<void>;
  readonly response: ServerResponse;
  /** Resets the connection. */
  cut(): void;
}

export type Behaviour = (exchange: Exchange) => Promise<void> | void;

export const pass: Behaviour = async (exchange) => exchange.answer(await exchange.forward());

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Stands between the service and a provider, and does with each request what it is told. */
export class HttpRelay {
  /** The provider's address, known later than ours. */
  target = '';
  onCreate: Behaviour = pass;
  onRead: Behaviour = pass;
  /** Resets every connection as soon as a request begins on it. */
  cuts = false;
  /** The ids of the POSTs that arrived, also those that were not let through. */
  readonly posts: string[] = [];
  /** Of the GETs that arrived. */
  readonly readPaths: string[] = [];
  /** Requests whose behaviour has not ended. */
  underWay = 0;
  private letGo: () => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server | TlsServer,
    readonly port: number,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.meet(request, response));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(certificate?: Certificate): Promise<HttpRelay> {
    const server = certificate ? createTlsServer(certificate) : createServer();
    server.on('tlsClientError', () => undefined);
    await listen(server, 0);
    return new HttpRelay(server, (server.address() as AddressInfo).port);
  }

  /** From now on connections are met with another certificate. */
  present(certificate: Certificate): void {
    if ('setSecureContext' in this.server) this.server.setSecureContext(certificate);
  }

  /** The fault is over: from now on everything passes, also what was kept. */
  heal(): void {
    this.onCreate = pass;
    this.onRead = pass;
    this.letGo();
  }

  /** Ends every connection, also those that the service keeps alive. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Nobody listens any more, until `reopen`. */
  async close(): Promise<void> {
    this.hangUp();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  async reopen(): Promise<void> {
    await until(async () => {
      await listen(this.server, this.port);
      return true;
    });
  }

  private async meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.cuts) return reset(request.socket);
    this.underWay += 1;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const exchange = this.exchange(request, response, body);
      if (request.method === 'POST') this.posts.push(idIn(body));
      else this.readPaths.push(request.url ?? '');
      await (request.method === 'POST' ? this.onCreate : this.onRead)(exchange);
    } catch {
      // The client gave up, or the provider cut the connection: then so do we.
      reset(request.socket);
    } finally {
      this.underWay -= 1;
    }
  }

  private exchange(request: IncomingMessage, response: ServerResponse, body: string): Exchange {
    const { method = 'GET', url = '/' } = request;
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    return {
      method,
      path: url,
      earlier: method === 'POST' ? this.posts.length : this.readPaths.filter((path) => !isBalance(path)).length,
      response,
      over: this.over,
      forward: async (path = url) => {
        const sent = { method, headers: headers as Record<string, string>, ...(body === '' ? {} : { body }) };
        const reply = await fetch(`${this.target}${path}`, { ...sent, redirect: 'manual' });
        const type = reply.headers.get('content-type') ?? 'application/json';
        return { status: reply.status, headers: { 'content-type': type }, body: await reply.text() };
      },
      answer: (reply) => void response.writeHead(reply.status, reply.headers).end(reply.body),
      cut: () => reset(request.socket),
    };
  }
}

/** The balance of the account is read at other times, and is no read of a payout. */
function isBalance(path: string): boolean {
  return path.endsWith('/balance');
}

function listen(server: Server | TlsServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Under TLS a connection can only be closed. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function idIn(body: string): string {
  const { reference, partner_credit_id } = JSON.parse(body) as Record<string, string>;
  return reference ?? partner_credit_id ?? '';
}
