import { connect, createServer, type Server, type Socket } from 'node:net';
import { listening, urlThrough } from '../../support/http-server.js';

/** How far a POST and its reply get before the service is killed. */
export const WIRE_STEPS = [
  'connected, no byte of the request forwarded',
  'half of the request arrived',
  'the request arrived, its reply did not',
  'the headers of the reply arrived',
  'half of the reply arrived',
  'the whole reply arrived',
] as const;
export type WireStep = (typeof WIRE_STEPS)[number];

interface Order {
  readonly step: WireStep;
  readonly kill: () => void;
}

/** Stands between the service and a provider, forwards everything, and kills the service within its next POST. */
export class KillRelay {
  private order: Order | null = null;

  private constructor(
    private readonly server: Server,
    private readonly to: URL,
  ) {
    server.on('connection', (socket) => this.forward(socket));
  }

  static async to(url: string): Promise<KillRelay> {
    const server = createServer({ pauseOnConnect: false });
    await listening(server);
    return new KillRelay(server, new URL(url));
  }

  get url(): string {
    return new URL(urlThrough(this.server, this.to)).origin;
  }

  arm(step: WireStep, kill: () => void): void {
    this.order = { step, kill };
  }

  close(): void {
    this.server.close();
  }

  private forward(service: Socket): void {
    const provider = connect(Number(this.to.port), this.to.hostname);
    const cut = (): void => {
      service.destroy();
      provider.destroy();
    };
    for (const socket of [service, provider]) socket.on('error', cut).on('close', cut);
    let order: Order | null = null;
    service.on('data', (bytes) => {
      order ??= this.take(bytes);
      if (order) return onRequest(order, bytes, provider, cut);
      provider.write(bytes);
    });
    provider.on('data', (bytes) => {
      if (order) return onReply(order, bytes, service, cut);
      service.write(bytes);
    });
  }

  /** The order is for one POST only. */
  private take(bytes: Buffer): Order | null {
    if (this.order === null || !bytes.toString('latin1').startsWith('POST ')) return null;
    const { order } = this;
    this.order = null;
    return order;
  }
}

function onRequest({ step, kill }: Order, bytes: Buffer, provider: Socket, cut: () => void): void {
  const die = (): void => {
    kill();
    cut();
  };
  if (step === 'connected, no byte of the request forwarded') die();
  else if (step === 'half of the request arrived') provider.write(bytes.subarray(0, bytes.length - 20), die);
  else provider.write(bytes);
}

function onReply({ step, kill }: Order, bytes: Buffer, service: Socket, cut: () => void): void {
  const headersEnd = bytes.indexOf('\r\n\r\n') + 4;
  const arrives = {
    'the request arrived, its reply did not': 0,
    'the headers of the reply arrived': headersEnd,
    'half of the reply arrived': Math.floor((headersEnd + bytes.length) / 2),
    'the whole reply arrived': bytes.length,
  }[step as string];
  if (arrives === undefined) return;
  service.write(bytes.subarray(0, arrives), () => {
    kill();
    cut();
  });
}
