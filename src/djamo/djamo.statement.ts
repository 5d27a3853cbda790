import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import { readTime } from '../common/provider-values.js';
import { djamoObservation } from './djamo.observation.js';
import type { ListPage } from './djamo.pages.js';

const TRANSFER = /^\s*transfer\s*$/i;

/**
 * The lines of an account's whole list created from `since` up to but not at `until`, epoch milliseconds. The window
 * filters and never stops: the order of the list is not documented. A line whose time cannot be read belongs to every
 * window, for one that is left out would be money that nobody looks at.
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
 * The list is of everything that "impacted your business account", credits too, and a transfer is the only type that the
 * document knows. A line that names another type, or takes nothing, is none; one that names no type may be.
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
