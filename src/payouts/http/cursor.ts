import { createHash } from 'node:crypto';
import { PayoutError } from '../payouts.errors.js';
import { isUuid } from './resource-id.js';

/** Filters of a list, by the name of the query parameter. An unused filter is undefined or null. */
export type Filters = Readonly<Record<string, unknown>>;

/**
 * Returns the cursor for the next page. It contains the position `place` and a hash of the filters. A cursor is valid
 * only with the same filters, because with others it would skip rows unnoticed.
 */
export function encodeCursor(place: string, filters: Filters): string {
  return Buffer.from(`${place}.${fingerprint(filters)}`).toString('base64url');
}

/**
 * Returns the position in a cursor. By default the position is a UUID, the id of the last row of the previous page. For
 * positions of another format, `isPlace` returns true if the format is right.
 * @throws PayoutError `invalid_request` if the cursor is malformed or belongs to other filters
 */
export function decodeCursor(cursor: string, filters: Filters, isPlace: (text: string) => boolean = isUuid): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const end = text.lastIndexOf('.');
  const place = text.slice(0, Math.max(0, end));
  if (!isPlace(place) || encodeCursor(place, filters) !== cursor) {
    const other = isPlace(place) && text.slice(end + 1) !== fingerprint(filters);
    const message = other ? 'belongs to other filters' : 'is not a cursor of this list';
    throw new PayoutError('invalid_request', `The cursor ${message}.`, { errors: [{ field: 'cursor', message }] });
  }
  return place;
}

/**
 * Returns a short hash of the filters. It is not signed, because a forged cursor does no harm: it can only start the
 * page at another row, and the caller may see all rows of the list anyway.
 */
function fingerprint(filters: Filters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== null);
  const canonical = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(canonical).digest('base64url').slice(0, 16);
}
