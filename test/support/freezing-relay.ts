import { connect, createServer, type Socket } from 'node:net';
import { listening, urlThrough } from './http-server.js';

/** Stands before a server and forwards bytes; connections can be frozen, as a failover or a NAT that forgot leaves them. */
export class FreezingRelay {
  private readonly connections = new Set<{ frozen: boolean; client: Socket; upstream: Socket }>();
  private frozenWhen: RegExp | null = null;
  private readonly server = createServer((client) => this.accept(client));

  private constructor(private readonly target: URL) {}

  static async start(url: string): Promise<FreezingRelay> {
    const relay = new FreezingRelay(new URL(url));
    await listening(relay.server);
    return relay;
  }

  get url(): string {
    return urlThrough(this.server, this.target);
  }

  /** What stands now passes nothing any more; new connections do. Returns how many there are. */
  freeze(): number {
    for (const connection of this.connections) connection.frozen = true;
    return this.connections.size;
  }

  /** The next connection that sends this freezes before it arrives. */
  freezeAt(statement: RegExp): void {
    this.frozenWhen = statement;
  }

  close(): void {
    this.server.close();
    for (const { client, upstream } of this.connections) {
      client.destroy();
      upstream.destroy();
    }
  }

  private accept(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    const connection = { frozen: false, client, upstream };
    this.connections.add(connection);
    client.on('data', (bytes) => {
      if (this.frozenWhen?.test(bytes.toString('latin1'))) {
        this.frozenWhen = null;
        connection.frozen = true;
      }
      if (!connection.frozen) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!connection.frozen) client.write(bytes);
    });
    // Frozen, nobody learns that the other side has gone.
    const ended = (): void => {
      if (connection.frozen) return;
      this.connections.delete(connection);
      client.destroy();
      upstream.destroy();
    };
    for (const side of [client, upstream]) side.on('error', () => undefined).on('close', ended);
  }
}
