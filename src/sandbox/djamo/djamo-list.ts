/** A page of a Djamo list. Its `count` lies, as in Djamo's samples of lists: 1, beside two items and a next page. */
export interface DjamoPage<T> {
  count: number;
  limit: number;
  cursor: { prev: string | null; next: string | null };
  data: T[];
}

const DEFAULT_LIMIT = 15;
const MAX_LIMIT = 100;
const CURSOR = /^(prev|next)___(\d+)$/;

/** Newest first, from a list that grows at its end; undefined when the query makes no sense. */
export function page<T>(oldestFirst: readonly T[], query: URLSearchParams): DjamoPage<T> | undefined {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const cursor = Buffer.from(query.get('cursor') ?? encode('next', oldestFirst.length), 'base64').toString('utf8');
  const [, direction, position] = CURSOR.exec(cursor) ?? [];
  if (!direction || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) return undefined;

  // A cursor names a place between two items, counted from the oldest: new items do not move it.
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

/** Djamo's sample cursor is base64 of `next___<epoch ms>`; ours counts items, for two may share a millisecond. */
function encode(direction: 'prev' | 'next', place: number): string {
  return Buffer.from(`${direction}___${place}`).toString('base64');
}
