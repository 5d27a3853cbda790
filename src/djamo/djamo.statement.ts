import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import { readTime } from '../common/provider-values.js';
import { djamoObservation } from './djamo.observation.js';
import type { ListPage } from './djamo.pages.js';

const TRANSFER = /^\s*transfer\s*$/i;

/**
 * Yields the transactions created from `since` (inclusive) to `until` (exclusive), in epoch milliseconds. It reads the
 * whole list, because Djamo does not document its order. A transaction without a readable time is always included, so
 * that the comparison with our payouts does not overlook it.
 * @throws ProviderReadError if the list was not read to its end or a transaction has no readable id
 */
export async function* djamoStatement(
  pages: AsyncIterable<ListPage>,
  since: number,
  until: number,
): AsyncGenerator<StatementLine, void> {
  for await (const { items } of pages) {
    for (const item of items) {
      const line = lineOf(item);
      const { createdAt } = line;
      if (createdAt === null || (createdAt >= since && createdAt < until)) yield line;
    }
  }
}

/**
 * Returns true if a transaction is not a payout. Djamo's list contains everything that "impacted your business
 * account", such as received money. A transaction is not a payout if its type is not `transfer` or its amount is not
 * positive. A transaction without a type may be a payout.
 */
function isMovement({ type, amount }: Record<string, unknown>): boolean {
  const other = typeof type === 'string' && !TRANSFER.test(type);
  return other || (typeof amount === 'number' && amount <= 0);
}

/**
 * Converts a transaction to a statement line.
 * @throws ProviderReadError if it has no readable id
 */
function lineOf(item: Record<string, unknown>): StatementLine {
  const observation = djamoObservation(item);
  if (observation === null) throw new ProviderReadError('a transaction without a readable id');
  const createdAt = readTime(item.createdAt);
  return isMovement(item) ? { observation, createdAt, movement: true } : { observation, createdAt };
}
