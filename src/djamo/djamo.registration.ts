import { isJsonObject } from '../common/provider-http.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import type { DjamoClient } from './djamo.client.js';
import { webhookPages } from './djamo.pages.js';
import type { DjamoTopic } from './djamo.resources.js';

/** All topics of Djamo about transactions. */
const TOPICS: readonly DjamoTopic[] = ['transactions/started', 'transactions/completed', 'transactions/failed'];

/**
 * Registers the callback URL of one account for all transaction topics. Registrations run one after the other, and each
 * first reads the existing webhooks, so that no topic is registered twice for the same URL.
 */
export class DjamoRegistration {
  /** Promise of the last registration. The next one starts after it. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: DjamoClient,
    private readonly account: string,
  ) {}

  /**
   * Registers the URL for the topics that are missing, and returns these topics: an empty list if none is missing.
   * @throws ProviderReadError, possibly after some topics are registered
   */
  register(url: string): Promise<readonly DjamoTopic[]> {
    const registered = this.last.then(() => this.registerMissing(url));
    this.last = registered.catch(() => undefined);
    return registered;
  }

  /**
   * Returns the topics that are not registered for this URL.
   * @throws ProviderReadError if the registered webhooks cannot be read
   */
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

  /** Returns the topics that are already registered for this URL, in the form in which Djamo lists them. */
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

/** Converts a topic to the form in which Djamo lists it: `transactions/failed` is listed as `transaction/failed`. */
function singular(topic: string): string {
  return topic.replace(/^transactions\//, 'transaction/');
}
