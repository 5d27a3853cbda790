import { ProviderReadError } from '../common/payout-connector.js';
import { NoAnswerError, type ProviderReply } from '../common/provider-http.js';
import type { CreateWebhook, DjamoClient, ListPosition } from './djamo.client.js';
import { DjamoRegistration } from './djamo.registration.js';

const URL = 'https://cauri.example.com/v1/callbacks/djamo/ci';
const TOPICS = ['transactions/started', 'transactions/completed', 'transactions/failed'];

const reply = (status: number, json: unknown): ProviderReply => ({ status, json, page: false, retryAfterMs: null });

/** Imitates Djamo's page 'Webhooks': two webhooks per page, and topics listed in the singular. */
class Webhooks {
  readonly registered: CreateWebhook[] = [];
  readonly posted: string[] = [];
  lists = 0;

  async listWebhooks(_: string, { cursor = '0' }: ListPosition): Promise<ProviderReply> {
    this.lists += 1;
    const start = Number(cursor);
    const data = this.registered
      .slice(start, start + 2)
      .map(({ topic, url }) => ({ id: 'w', url, topic: topic.replace('transactions', 'transaction') }));
    const next = start + 2 < this.registered.length ? String(start + 2) : null;
    return reply(200, { count: 1, limit: 2, cursor: { prev: null, next }, data });
  }

  async createWebhook(_: string, webhook: CreateWebhook): Promise<ProviderReply> {
    this.posted.push(webhook.topic);
    this.registered.push(webhook);
    return reply(201, { id: 'w', ...webhook });
  }
}

describe('DjamoRegistration', () => {
  let webhooks: Webhooks;
  let registration: DjamoRegistration;

  beforeEach(() => {
    webhooks = new Webhooks();
    registration = new DjamoRegistration(webhooks as unknown as DjamoClient, 'ci');
  });

  it('registers the three topics of transactions once', async () => {
    expect(await registration.register(URL)).toEqual(TOPICS);
    expect(await registration.register(URL)).toEqual([]);
    expect(webhooks.posted).toEqual(TOPICS);
  });

  it('registers once for all who ask at the same time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => registration.register(URL)));
    expect(all).toEqual([TOPICS, [], []]);
    expect(webhooks.posted).toEqual(TOPICS);
  });

  it('registers only what is missing, and takes another url for another registration', async () => {
    webhooks.registered.push(
      { topic: 'transactions/started', url: `${URL}/` },
      { topic: 'transactions/completed', url: URL },
      { topic: 'transactions/failed', url: URL.toUpperCase() },
      { topic: 'transactions/failed', url: URL },
    );
    expect(await registration.register(URL)).toEqual(['transactions/started']);
  });

  it.each<[string, () => Promise<ProviderReply>]>([
    ['is refused', async () => reply(401, { statusCode: 401 })],
    ['is no list', async () => reply(200, {})],
    ['does not come', () => Promise.reject(new NoAnswerError('ECONNRESET', true))],
  ])('registers nothing when the list %s', async (_, answer) => {
    webhooks.listWebhooks = answer;
    await expect(registration.register(URL)).rejects.toThrow(ProviderReadError);
    expect(webhooks.posted).toEqual([]);
  });

  it.each<[string, () => Promise<ProviderReply>]>([
    ['refused', async () => reply(400, { statusCode: 400 })],
    ['answered by something else', async () => reply(200, '<html>')],
    ['not answered', () => Promise.reject(new NoAnswerError('TimeoutError', true))],
  ])('goes on from what is there after a registration was %s', async (_, answer) => {
    const { createWebhook } = webhooks;
    webhooks.createWebhook = async (account, webhook) =>
      webhook.topic === 'transactions/completed' ? answer() : createWebhook.call(webhooks, account, webhook);
    await expect(registration.register(URL)).rejects.toThrow(ProviderReadError);
    webhooks.createWebhook = createWebhook;
    expect(await registration.register(URL)).toEqual(['transactions/completed', 'transactions/failed']);
    expect(webhooks.posted).toEqual(TOPICS);
  });
});
