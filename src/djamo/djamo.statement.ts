import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import { readTime } from '../common/provider-values.js';
import { djamoObservation } from './djamo.observation.js';
import type { ListPage } from './djamo.pages.js';

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

function lineOf(item: Record<string, unknown>): StatementLine {
  const observation = djamoObservation(item);
  if (observation === null) throw new ProviderReadError('a transaction without a readable id');
  return { observation, createdAt: readTime(item.createdAt) };
}
