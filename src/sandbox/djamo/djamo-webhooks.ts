import { createHmac, randomUUID } from 'node:crypto';
import { settingsIn } from '../callback-settings.js';
import type { World } from '../provider.js';
import type { Collection } from './djamo-collections.js';
import type { DjamoSettings } from './djamo-settings.js';
import type { Transfer } from './djamo-transfer.js';
import { transferView } from './djamo-view.js';

/**
 * A callback URL that is registered for one topic. Djamo calls it a webhook. `topic` is in the singular, such as
 * `transaction/completed`.
 */
export interface Webhook {
  id: string;
  createdAt: string;
  updatedAt: string;
  topic: string;
  url: string;
}

/** Topic of a webhook, by the status of the transaction (Djamo, "Webhooks"). Other statuses cause no callback. */
const TOPICS: Readonly<Record<string, string>> = {
  pending: 'transactions/started',
  completed: 'transactions/completed',
  failed: 'transactions/failed',
};

/**
 * Stores the registered webhooks, and sends a callback to them when a transaction changes. A URL that is registered
 * twice for one topic gets each callback twice. Webhooks cannot be changed or deleted.
 */
export class DjamoWebhooks implements Collection<Webhook> {
  readonly all: Webhook[] = [];

  constructor(private readonly world: World<DjamoSettings>) {}

  create({ topic, url }: Record<string, unknown>): Webhook | string[] {
    const problems: string[] = [];
    if (!isTopic(topic)) problems.push(`topic must be one of: ${Object.values(TOPICS).join(', ')}`);
    if (!isUrl(url)) problems.push('url must be a URL address');
    if (!isTopic(topic) || !isUrl(url)) return problems;
    const now = this.world.timeline.timestamp();
    const webhook = { id: randomUUID(), createdAt: now, updatedAt: now, topic: echoed(topic), url };
    this.all.push(webhook);
    return webhook;
  }

  settingsFor({ scenario }: Transfer): DjamoSettings {
    return settingsIn(this.world.settings, scenario.callbacks);
  }

  /** Sends the callback about a new or changed transfer to all webhooks with the topic of its status. */
  changed(transfer: Transfer): void {
    const topic = TOPICS[transfer.status];
    if (topic === undefined) return;
    const text = JSON.stringify({ topic, data: transferView(transfer, transfer.scenario.distorts) });
    const headers = { 'x-djamo-hmac-sha256': this.sign(text, transfer) };
    const mode = transfer.scenario.callbacks;
    for (const webhook of this.all.filter((candidate) => candidate.topic === echoed(topic))) {
      this.world.callbacks.send({ about: transfer.id, url: webhook.url, text, headers, ...(mode ? { mode } : {}) });
    }
  }

  private sign(text: string, transfer: Transfer): string {
    const { webhookSecret, callbackWrongSignature } = this.settingsFor(transfer);
    const secret = callbackWrongSignature ? `not ${webhookSecret}` : webhookSecret;
    return createHmac('sha256', secret).update(text).digest('base64');
  }
}

/**
 * Returns a topic in the singular: `transactions/failed` becomes `transaction/failed`. In Djamo's samples the response
 * to a registration has the singular, and a callback has the plural.
 */
function echoed(topic: string): string {
  return topic.replace('transactions/', 'transaction/');
}

function isTopic(value: unknown): value is string {
  return Object.values(TOPICS).some((topic) => topic === value);
}

/** Returns true for a valid http or https URL. Djamo does not document if https is required. */
function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value);
}
