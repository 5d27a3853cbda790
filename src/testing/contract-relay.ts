import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A relay between a connector and its sandbox that records every request. */
export interface Relay {
  readonly url: string;
  /** Requests such as `POST /v1/transactions`, in the order of arrival. */
  readonly requests: string[];
  close(): Promise<void>;
}

const REQUEST_LINE = /^((?:GET|POST|PUT|PATCH|DELETE) \S+) HTTP\/1\.1\r\n/;

/**
 * Starts a relay that passes the bytes on unchanged, so that followed redirects and repeated requests are recorded too.
 */
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

/** Connects two sockets: if one ends or breaks, so does the other. */
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
