/**
 * One page of a Djamo list. Its `count` is deliberately wrong, as in Djamo's samples: 1 with two items and a next page.
 */
export interface DjamoPage<T> {
  count: number;
  limit: number;
  cursor: { prev: string | null; next: string | null };
  data: T[];
}

const DEFAULT_LIMIT = 15;
const MAX_LIMIT = 100;
/** Form of a decoded cursor: a direction, and a number of items counted from the oldest. */
const CURSOR = /^(prev|next)___(\d+)$/;

/**
 * Returns one page of a list, newest item first. The query has `cursor` (default: the newest items) and `limit` (1 to
 * 100, default 15). Returns undefined if one of them is invalid.
 */
export function page<T>(oldestFirst: readonly T[], query: URLSearchParams): DjamoPage<T> | undefined {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const cursor = Buffer.from(query.get('cursor') ?? encode('next', oldestFirst.length), 'base64').toString('utf8');
  const [, direction, position] = CURSOR.exec(cursor) ?? [];
  if (!direction || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) return undefined;

  // A cursor counts from the oldest item, so that new items do not shift it.
  const place = Math.min(Number(position), oldestFirst.length);
  const start = direction === 'next' ? Math.max(0, place - limit) : place;
  const end = direction === 'next' ? place : Math.min(oldestFirst.length, place + limit);
  const data = oldestFirst.slice(start, end).reverse();
  return {
    count: Math.min(1, data.length),
    limit,
    cursor: {
      prev: end < oldestFirst.length ? encode('prev', end) : null,
      next: start > 0 ? encode('next', start) : null,
    },
    data,
  };
}

/**
 * Encodes a cursor. Djamo's sample is base64 of `next___<epoch ms>`. The sandbox uses the item's position instead of a
 * time, because two items may have the same millisecond.
 */
function encode(direction: 'prev' | 'next', place: number): string {
  return Buffer.from(`${direction}___${place}`).toString('base64');
}
