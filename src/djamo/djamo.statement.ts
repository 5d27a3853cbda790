import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import { readTime } from '../common/provider-values.js';
import { djamoObservation } from './djamo.observation.js';
import type { ListPage } from './djamo.pages.js';

const TRANSFER = /^\s*transfer\s*$/i;

/**
 * Yields the lines created at or after `since` and before `until` (epoch milliseconds). Always reads the whole list,
 * because its order is not documented. A line with an unreadable time is in every window, so that it is never
 * overlooked.
 * @throws ProviderReadError
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
 * True if the line is not a transfer. The list contains everything that "impacted your business account", including
 * money received. The document knows one type, `transfer`. A line with another type or a non-positive amount is not a
 * transfer; a line without a type may be one.
 */
function isMovement({ type, amount }: Record<string, unknown>): boolean {
  const other = typeof type === 'string' && !TRANSFER.test(type);
  return other || (typeof amount === 'number' && amount <= 0);
}

function lineOf(item: Record<string, unknown>): StatementLine {
  const observation = djamoObservation(item);
  if (observation === null) throw new ProviderReadError('a transaction without a readable id');
  const createdAt = readTime(item.createdAt);
  return isMovement(item) ? { observation, createdAt, movement: true } : { observation, createdAt };
}
