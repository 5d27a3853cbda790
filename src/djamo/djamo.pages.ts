import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderReadError } from '../common/payout-connector.js';
import { isJsonObject, type ProviderReply } from '../common/provider-http.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import type { DjamoClient, ListPosition } from './djamo.client.js';
import { isDjamoEnvelope } from './djamo.envelope.js';

/** Maximum number of pages that are read from one list. If the list has more pages, the read fails. */
const MAX_PAGES = 10_000;
/** Maximum time to read one list, in milliseconds. If it takes longer, the read fails. */
const MAX_READING_MS = 600_000;
/** Number of items per page in every sample of Djamo's document. A page with this many items may have a next page. */
const PAGE_SIZE = 15;
/** HTTP status codes with which Djamo may refuse the undocumented filter. The whole list is then read instead. */
const FILTER_REFUSED = new Set([400, 404, 422]);

/** One page of a list. Its items are not checked yet. */
export interface ListPage {
  readonly items: readonly Record<string, unknown>[];
  /** Cursor for the next page. Null on the last page. */
  readonly next: string | null;
}

/** One page of a list of transactions that was requested with or without a reference filter. */
export interface ScannedPage extends ListPage {
  /**
   * True if Djamo applied the reference filter. False if no filter was sent, or if Djamo refused it or returned other
   * references.
   */
  readonly filtered: boolean;
}

/**
 * Yields all pages of an account's transactions, up to the page without a next cursor. Djamo does not document the
 * order of the list, so it must be read to its end. `reference` is sent as a filter, which Djamo does not document;
 * null reads the whole list.
 * @throws ProviderReadError if the list cannot be read to its end
 */
export function transactionPages(
  client: DjamoClient,
  account: string,
  reference: string | null,
): AsyncGenerator<ScannedPage, void> {
  const filter = reference === null ? {} : { reference };
  return everyPage(
    client,
    (position) => client.listTransactions(account, { ...filter, ...position }),
    (reply) => readTransactions(reply, reference),
  );
}

/**
 * Reads one page of the account's transactions. A null `cursor` is the first page.
 * @throws ProviderReadError if there is no usable response
 */
export async function transactionPage(client: DjamoClient, account: string, cursor: string | null): Promise<ListPage> {
  const reply = await readReply(client.listTransactions(account, cursor === null ? {} : { cursor }));
  return seenToItsEnd(readWhole(reply), reply);
}

/**
 * Yields all pages of the account's registered webhooks.
 * @throws ProviderReadError if the list cannot be read to its end
 */
export function webhookPages(client: DjamoClient, account: string): AsyncGenerator<ListPage, void> {
  return everyPage(client, (position) => client.listWebhooks(account, position), readWhole);
}

/**
 * Yields all pages of a list. It waits `pageIntervalMs` milliseconds before each further page.
 * @throws ProviderReadError if a page is unreadable, a cursor repeats, or the list exceeds the limits
 */
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

/**
 * Converts a response to a page of transactions. `reference` is the filter of the request, or null.
 * @throws ProviderReadError if the response is unreadable
 */
function readTransactions(reply: ProviderReply, reference: string | null): ScannedPage {
  const { status, json } = reply;
  if (reference === null) return { ...seenToItsEnd(readWhole(reply), reply), filtered: false };
  if (FILTER_REFUSED.has(status) && isDjamoEnvelope(reply)) return { items: [], filtered: false, next: null };
  // With the filter, Djamo may return the single transaction instead of a list.
  const single = isJsonObject(json) && !Array.isArray(json.data) && 'id' in json;
  const page = readWhole(single ? { ...reply, json: [json] } : reply);
  return { ...page, filtered: page.items.every((item) => item.reference === reference) };
}

/**
 * Converts a response to a page. The body may be an array or `{ data, cursor }`.
 * @throws ProviderReadError if the response is not a readable list
 */
function readWhole(reply: ProviderReply): ListPage {
  const { json } = reply;
  const items = isJsonObject(json) ? json.data : json;
  const next = nextIn(json);
  if (!isSuccess(reply) || next === undefined) throw unreadable(reply);
  if (!Array.isArray(items) || !items.every(isJsonObject)) throw unreadable(reply);
  return { items, next };
}

/**
 * Checks that a page without a next cursor is really the last one, and returns it.
 * @throws ProviderReadError if the page is full and its body has no cursor at all; more pages may exist that cannot be
 *   requested
 */
function seenToItsEnd(page: ListPage, reply: ProviderReply): ListPage {
  const cursor = isJsonObject(reply.json) ? reply.json.cursor : undefined;
  if (page.items.length >= PAGE_SIZE && !(isJsonObject(cursor) && 'next' in cursor)) throw unreadable(reply);
  return page;
}

/** Returns `next` from `{ cursor: { next } }`. It is null on the last page and undefined if it is unreadable. */
function nextIn(json: unknown): string | null | undefined {
  const cursor = isJsonObject(json) ? (json.cursor ?? {}) : {};
  if (!isJsonObject(cursor)) return undefined;
  const next = cursor.next ?? null;
  return next === null || (typeof next === 'string' && next !== '') ? next : undefined;
}
