import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderReadError } from '../common/payout-connector.js';
import { isJsonObject, type ProviderReply } from '../common/provider-http.js';
import { isSuccess, readReply, unreadable } from '../common/provider-read.js';
import type { DjamoClient, ListPosition } from './djamo.client.js';
import { isDjamoEnvelope } from './djamo.envelope.js';

const MAX_PAGES = 10_000;
/** A list that is read for so long tells no more than one that was not read. */
const MAX_READING_MS = 600_000;
/** The `limit` of every list that Djamo documents. */
const PAGE_SIZE = 15;
const FILTER_REFUSED = new Set([400, 404, 422]);

/** One page of a list, its items not yet read any closer. */
export interface ListPage {
  readonly items: readonly Record<string, unknown>[];
  /** The cursor of the next page, null on the last one. */
  readonly next: string | null;
}

export interface TransactionPage extends ListPage {
  /** False when the provider refused the filter or sent transactions of other references. */
  readonly filtered: boolean;
}

/**
 * Every page up to the one that names no next; the order of the list is undocumented, so nothing else ends it.
 * `reference` is a filter that the Djamo document does not describe, null for the whole list.
 * @throws ProviderReadError when the list cannot be read to its end
 */
export function transactionPages(
  client: DjamoClient,
  account: string,
  reference: string | null,
): AsyncGenerator<TransactionPage, void> {
  const filter = reference === null ? {} : { reference };
  return everyPage(
    client,
    (position) => client.listTransactions(account, { ...filter, ...position }),
    (reply) => readTransactions(reply, reference),
  );
}

/** Every registration of a callback. @throws ProviderReadError when the list cannot be read to its end */
export function webhookPages(client: DjamoClient, account: string): AsyncGenerator<ListPage, void> {
  return everyPage(client, (position) => client.listWebhooks(account, position), readWhole);
}

async function* everyPage<Page extends ListPage>(
  { pageIntervalMs }: Pick<DjamoClient, 'pageIntervalMs'>,
  fetch: (position: ListPosition) => Promise<ProviderReply>,
  read: (reply: ProviderReply) => Page,
): AsyncGenerator<Page, void> {
  const cursors = new Set<string>();
  const end = performance.now() + MAX_READING_MS;
  let position: ListPosition = {};
  for (;;) {
    const page = read(await readReply(fetch(position)));
    yield page;
    const { next } = page;
    if (next === null) return;
    if (cursors.has(next) || cursors.size === MAX_PAGES) throw new ProviderReadError('a list without end');
    if (performance.now() > end) throw new ProviderReadError('a list that was not read to its end in ten minutes');
    cursors.add(next);
    await sleep(pageIntervalMs);
    position = { cursor: next };
  }
}

function readTransactions(reply: ProviderReply, reference: string | null): TransactionPage {
  const { status, json } = reply;
  if (reference === null) return { ...seenToItsEnd(readWhole(reply), reply), filtered: false };
  if (FILTER_REFUSED.has(status) && isDjamoEnvelope(reply)) return { items: [], filtered: false, next: null };
  // A filtered list may come as the one transaction itself.
  const single = isJsonObject(json) && !Array.isArray(json.data) && 'id' in json;
  const page = readWhole(single ? { ...reply, json: [json] } : reply);
  return { ...page, filtered: page.items.every((item) => item.reference === reference) };
}

/** A list comes as `{ data, cursor }` or bare. */
function readWhole(reply: ProviderReply): ListPage {
  const { json } = reply;
  const items = isJsonObject(json) ? json.data : json;
  const next = nextIn(json);
  if (!isSuccess(reply) || next === undefined) throw unreadable(reply);
  if (!Array.isArray(items) || !items.every(isJsonObject)) throw unreadable(reply);
  return { items, next };
}

/** A full page that names no cursor at all is paged in a way that we do not know: nobody has seen the end of the list. */
function seenToItsEnd(page: ListPage, reply: ProviderReply): ListPage {
  const cursor = isJsonObject(reply.json) ? reply.json.cursor : undefined;
  if (page.items.length >= PAGE_SIZE && !(isJsonObject(cursor) && 'next' in cursor)) throw unreadable(reply);
  return page;
}

/** `{ cursor: { next } }`: undefined when it is unreadable, null when there is none, as on the last page. */
function nextIn(json: unknown): string | null | undefined {
  const cursor = isJsonObject(json) ? (json.cursor ?? {}) : {};
  if (!isJsonObject(cursor)) return undefined;
  const next = cursor.next ?? null;
  return next === null || (typeof next === 'string' && next !== '') ? next : undefined;
}
