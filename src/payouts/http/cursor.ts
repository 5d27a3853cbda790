import { createHash } from 'node:crypto';
import { PayoutError } from '../payouts.errors.js';
import { isUuid } from './resource-id.js';

/** The filters that a list was asked for; those not given are undefined or null. */
export type Filters = Readonly<Record<string, unknown>>;

/** Where the next page starts. Bound to its filters: with others it would skip rows without saying so. */
export function encodeCursor(lastId: string, filters: Filters): string {
  return Buffer.from(`${lastId}.${fingerprint(filters)}`).toString('base64url');
}

/**
 * The id of the last row of the page before.
 * @throws PayoutError invalid_request for anything that is no cursor of these filters
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

/** Integrity is not its task: a forged cursor only starts a page somewhere else among the caller's own rows. */
function fingerprint(filters: Filters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== null);
  const canonical = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(canonical).digest('base64url').slice(0, 16);
}
