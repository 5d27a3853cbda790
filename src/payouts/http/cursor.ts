import { createHash } from 'node:crypto';
import { PayoutError } from '../payouts.errors.js';
import { isUuid } from './resource-id.js';

/** Filters of a list. Missing ones are undefined or null. */
export type Filters = Readonly<Record<string, unknown>>;

/**
 * Encodes the start of the next page. The cursor is valid only with the same filters, because with others it would
 * silently skip rows.
 */
export function encodeCursor(lastId: string, filters: Filters): string {
  return Buffer.from(`${lastId}.${fingerprint(filters)}`).toString('base64url');
}

/**
 * Returns the id of the last row of the previous page.
 * @throws PayoutError `invalid_request` if the cursor is malformed or belongs to other filters
 */
export function decodeCursor(cursor: string, filters: Filters): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [lastId = '', print] = text.split('.');
  if (!isUuid(lastId) || encodeCursor(lastId, filters) !== cursor) {
    const message =
      isUuid(lastId) && print !== fingerprint(filters) ? 'belongs to other filters' : 'is not a cursor of this list';
    throw new PayoutError('invalid_request', `The cursor ${message}.`, { errors: [{ field: 'cursor', message }] });
  }
  return lastId;
}

/**
 * Returns a short hash of the filters. It is no signature: with a forged cursor a caller only starts elsewhere among
 * its own rows.
 */
function fingerprint(filters: Filters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== null);
  const canonical = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(canonical).digest('base64url').slice(0, 16);
}
