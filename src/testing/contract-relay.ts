import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a connector and its sandbox, and knows every request that crossed the wire. */
export interface Relay {
  readonly url: string;
  /** `POST /v1/transactions`, in the order of their arrival. */
  readonly requests: string[];
  close(): Promise<void>;
}

const REQUEST_LINE = /^((?:GET|POST|PUT|PATCH|DELETE) \S+) HTTP\/1\.1\r\n/;

/** Relays the bytes as they are, so a redirect that is followed or a repeated request is seen as well. */
export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('data', (chunk) => {
      const [, line] = REQUEST_LINE.exec(chunk.toString('latin1')) ?? [];
      if (line !== undefined) requests.push(line);
    });
    join(client, upstream);
    for (const socket of [client, upstream]) sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What one side ends or breaks, ends for the other one too. */
function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream);
  upstream.pipe(client);
  for (const [side, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    side.on('error', () => other.destroy());
    side.on('close', () => other.destroy());
  }
}
