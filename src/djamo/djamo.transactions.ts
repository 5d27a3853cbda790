import { isJsonObject } from '../common/provider-http.js';
import type { ProviderTransaction, TransactionPage } from '../common/provider-reads.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import { readText, readTime } from '../common/provider-values.js';
import type { DjamoClient } from './djamo.client.js';
import { isDjamoNotFound } from './djamo.envelope.js';
import { transactionPage } from './djamo.pages.js';

/**
 * Returns one page of the account's transactions in Djamo's own format. A null `cursor` is the first page.
 * @throws ProviderReadError if there is no usable response
 */
export async function djamoTransactions(
  client: DjamoClient,
  account: string,
  cursor: string | null,
): Promise<TransactionPage> {
  const { items, next } = await transactionPage(client, account, cursor);
  return { transactions: items.map(toTransaction), next };
}

/**
 * Returns one transaction, found by Djamo's id, in Djamo's own format. Returns `absent` if Djamo answers that it does
 * not exist.
 * @throws ProviderReadError if there is no usable response
 */
export async function djamoTransaction(
  client: DjamoClient,
  account: string,
  id: string,
): Promise<ProviderTransaction | 'absent'> {
  const reply = await readReply(client.getTransaction(account, id));
  if (isDjamoNotFound(reply)) return 'absent';
  if (!isSuccess(reply) || !isJsonObject(reply.json)) throw unreadable(reply);
  return toTransaction(reply.json);
}

function toTransaction(item: Record<string, unknown>): ProviderTransaction {
  return { shown: item, reference: readText(item.reference), createdAt: readTime(item.createdAt) };
}
