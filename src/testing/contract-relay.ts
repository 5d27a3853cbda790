import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A TCP relay between a connector and its sandbox. It records the request lines. `url` is the URL that the connector
 * uses instead of the sandbox's. `close` cuts all connections.
 */
export interface Relay {
  readonly url: string;
  /**
   * Method and path of each request, in the order of arrival, such as `POST /v1/transactions`. Tests empty it before
   * the requests that they count.
   */
  readonly requests: string[];
  close(): Promise<void>;
}

const REQUEST_LINE = /^((?:GET|POST|PUT|PATCH|DELETE) \S+) HTTP\/1\.1\r\n/;

/**
 * Starts a relay to the URL `target`. It forwards all bytes unchanged and so also records requests that a connector
 * repeats, or sends because of a redirect.
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

/** Connects two sockets in both directions. If one ends or fails, the other ends too. */
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
