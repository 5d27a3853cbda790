import { isJsonObject } from '../common/provider-http.js';
import { isSuccess, readReply, unreadable } from '../common/provider-read.js';
import type { DjamoClient } from './djamo.client.js';
import { webhookPages } from './djamo.pages.js';
import type { DjamoTopic } from './djamo.resources.js';

const TOPICS: readonly DjamoTopic[] = ['transactions/started', 'transactions/completed', 'transactions/failed'];

/**
 * Lets Djamo call a url about the transactions of one account. One registration at a time, and each begins by reading
 * what is there, so that the same topic is not registered twice for one url.
 */
export class DjamoRegistration {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: DjamoClient,
    private readonly account: string,
  ) {}

  /** The topics that were missing and now are registered. @throws ProviderReadError, perhaps after some of them */
  register(url: string): Promise<readonly DjamoTopic[]> {
    const registered = this.last.then(() => this.registerMissing(url));
    this.last = registered.catch(() => undefined);
    return registered;
  }

  /** The topics that are not registered. @throws ProviderReadError */
  async missing(url: string): Promise<readonly DjamoTopic[]> {
    const present = await this.topicsOf(url);
    return TOPICS.filter((topic) => !present.has(singular(topic)));
  }

  private async registerMissing(url: string): Promise<readonly DjamoTopic[]> {
    const missing = await this.missing(url);
    for (const topic of missing) {
      const reply = await readReply(this.client.createWebhook(this.account, { topic, url }));
      if (!isSuccess(reply) || !isJsonObject(reply.json)) throw unreadable(reply);
    }
    return missing;
  }

  private async topicsOf(url: string): Promise<ReadonlySet<string>> {
    const topics = new Set<string>();
    for await (const { items } of webhookPages(this.client, this.account)) {
      for (const { topic, url: registered } of items) {
        if (registered === url && typeof topic === 'string') topics.add(singular(topic));
      }
    }
    return topics;
  }
}

/** Djamo takes `transactions/failed` and tells it again as `transaction/failed`. */
function singular(topic: string): string {
  return topic.replace(/^transactions\//, 'transaction/');
}
