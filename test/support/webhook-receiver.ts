import { createPublicKey, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { type HttpServer, listen } from './http-server.js';
import { undocumentedEvent } from './openapi.js';

export interface Message {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown> & { readonly id: string; readonly version: number; readonly status: string };
}

/** An endpoint of a consumer, which believes nothing that its own secret has not signed or that is not documented. */
export class WebhookReceiver {
  /** In the order in which they came, each time. */
  readonly messages: Message[] = [];
  /** What it would not believe. */
  readonly refused: string[] = [];
  /** Answers what is no 2xx, by how often the message came before; 200 without. */
  answer: (message: Message, before: number, response: ServerResponse) => void = (_, __, response) =>
    response.end('{}');
  secret = '';
  private server: HttpServer | null = null;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.server = await listen((response, { headers }) => {
      const { body } = receiver.http.arrived.at(-1) ?? { body: '' };
      receiver.receive(body, headers as Record<string, string>, response);
    });
    return receiver;
  }

  get http(): HttpServer {
    if (this.server === null) throw new Error('not started');
    return this.server;
  }

  get url(): string {
    return `${this.http.url}/hooks`;
  }

  /** Of one payout or anything else, by its id. */
  of(id: string): Message[] {
    return this.messages.filter(({ data }) => data.id === id);
  }

  async stop(): Promise<void> {
    await this.http.close();
  }

  private receive(body: string, headers: Record<string, string>, response: ServerResponse): void {
    try {
      const verified = new Webhook(this.secret).verify(body, headers) as Omit<Message, 'id'>;
      const message = { id: headers['webhook-id'] ?? '', ...verified };
      const wrong = undocumentedEvent(body);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      const before = this.messages.filter(({ id }) => id === message.id).length;
      this.messages.push(message);
      this.answer(message, before, response);
    } catch (error) {
      this.refused.push(String(error));
      response.writeHead(401).end();
    }
  }
}

/** Whether an ed25519 signature among the header's is by the key that `whpk_…` names. */
export function isSignedByKey(publicKey: string, headers: NodeJS.Dict<string | string[]>, body: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = String(headers['webhook-signature']).split(' ');
  return signatures.some((one) => {
    const [version, signature = ''] = one.split(',');
    return version === 'v1a' && verify(null, content, key, Buffer.from(signature, 'base64'));
  });
}
