import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { timeText } from '../payout-view.js';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import type { OutboxEventRow } from '../storage/entities/outbox.entities.js';
import type { SigningSecret } from '../storage/entities/webhook.entities.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { SecretBox } from './secret-box.js';
import { keysFromText, type SigningKeys, signedHeaders } from './signing.js';
import { type WebhookAnswer, WebhookSender } from './webhook-sender.js';
import { AllowedHosts } from './webhook-url.js';

/** Returns the body of a message, which the signature covers. It is the same for every attempt. */
function payloadOf({ type, at, data }: Pick<OutboxEventRow, 'type' | 'at' | 'data'>): string {
  return JSON.stringify({ type, timestamp: timeText(at), data });
}

/** Signs the messages to endpoints and sends them. It stores nothing and retries nothing. */
@Injectable()
export class WebhookMessenger implements OnApplicationShutdown {
  readonly box: SecretBox;
  readonly allowed: AllowedHosts;
  private readonly sender: WebhookSender;

  constructor(@Inject(ENGINE_SETTINGS) { webhooks, timings }: EngineSettings) {
    this.box = new SecretBox(webhooks.encryptionKeys);
    this.allowed = new AllowedHosts(webhooks.allowedHosts);
    this.sender = new WebhookSender(this.allowed, timings.webhookTimeout);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sender.close();
  }

  /**
   * Returns the keys that sign at the time `now`, newest first.
   * @throws SealedSecretError if a secret cannot be decrypted
   */
  keysOf({ id, secrets }: WebhookEndpoint, now: number): SigningKeys[] {
    return secrets
      .filter(({ until }) => until === null || until > now)
      .map(({ sealed }) => keysFromText(this.box.open(sealed, id)));
  }

  /**
   * Returns the endpoint's secrets, encrypted with the first configured key. Returns null if they already are.
   * @throws SealedSecretError if a secret cannot be decrypted
   */
  resealed({ id, secrets }: WebhookEndpoint): SigningSecret[] | null {
    if (!secrets.some(({ sealed }) => this.box.isStale(sealed))) return null;
    return secrets.map(({ sealed, until }) => ({ sealed: this.box.seal(this.box.open(sealed, id), id), until }));
  }

  /**
   * Signs an event and sends it by one POST. `now`, in epoch milliseconds, becomes the signed timestamp. It never
   * throws for a failed POST; the answer has the error.
   */
  send(
    { url }: WebhookEndpoint,
    event: OutboxEventRow,
    { keys, now }: { readonly keys: readonly SigningKeys[]; readonly now: number },
  ): Promise<WebhookAnswer> {
    const payload = payloadOf(event);
    const headers = signedHeaders({ id: event.id, timestamp: Math.floor(now / 1_000), payload }, keys);
    return this.sender.send({ url, headers, payload });
  }
}
