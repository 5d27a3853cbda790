import type { EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { positional } from './database/positional.js';
import { RowSet } from './database/row-set.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/**
 * Conditions that all listed payouts meet. A missing field sets no condition. Times are in epoch milliseconds; `…From`
 * is inclusive and `…To` exclusive.
 */
export interface PayoutFilter {
  /** Name of the consumer. Null selects the payouts of all consumers. */
  readonly consumer: string | null;
  readonly statuses?: readonly PayoutStatus[];
  readonly provider?: string;
  readonly account?: string;
  readonly reference?: string;
  readonly providerId?: string;
  /** A phone number or an e-mail address, exactly as stored. */
  readonly recipient?: string;
  readonly batchId?: string;
  /** True selects payouts in review, false all others. */
  readonly review?: boolean;
  /** Start of the period in which the payout was accepted. */
  readonly createdFrom?: number;
  /** End of the period in which the payout was accepted. */
  readonly createdTo?: number;
  readonly settledFrom?: number;
  readonly settledTo?: number;
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
}

/**
 * Page of a list. `before` selects the newest payouts that are older than the payout with this id. `after` selects the
 * oldest payouts that are newer than it. If the id is null or unknown, the page starts with the newest or the oldest of
 * all.
 */
export type PayoutPage = { readonly limit: number } & (
  | { readonly before: string | null }
  | { readonly after: string | null }
);

/** Conditions of one SQL statement. It selects one status, or all if `status` is missing. */
type OneStatus = Omit<PayoutFilter, 'statuses'> & { readonly status?: PayoutStatus };

/** The two values by which lists sort a payout: by time of creation, then by id. */
interface Place {
  readonly createdAt: number;
  readonly id: string;
}

interface Order {
  readonly limit: number;
  readonly newestFirst: boolean;
  /** Last payout of the previous page. Null for the first page. */
  readonly last: Place | null;
}

/** Index by which a list is read, for each filter. The first entry applies whose filter is used; see `indexFor`. */
const INDEXES: readonly (readonly [index: string, applies: (filter: OneStatus) => boolean])[] = [
  ['cauri_payout_named', ({ reference }) => reference !== undefined],
  ['cauri_payout_provider_id', ({ providerId }) => providerId !== undefined],
  ['cauri_payout_batch', ({ batchId }) => batchId !== undefined],
  ['cauri_payout_recipient', ({ recipient }) => recipient !== undefined],
  ['cauri_payout_review', ({ review }) => review === true],
  ['cauri_payout_status', ({ status }) => status !== undefined && status !== 'paid'],
  ['cauri_payout_settled', ({ settledFrom, settledTo }) => (settledFrom ?? settledTo) !== undefined],
  ['cauri_payout_updated', ({ updatedFrom, updatedTo }) => (updatedFrom ?? updatedTo) !== undefined],
  ['cauri_payout_created', ({ account }) => account !== undefined],
  ['cauri_payout_provider', ({ provider }) => provider !== undefined],
  ['cauri_payout_status', ({ status }) => status !== undefined],
  ['cauri_payout_owner', ({ consumer }) => consumer !== null],
];

/**
 * Returns the index by which a list is read. The statement prescribes it, because the optimizer may otherwise choose an
 * index in the order of the list, expecting to fill the page soon. If few payouts match, that reads the whole table.
 */
function indexFor(filter: OneStatus): string {
  return INDEXES.find(([, applies]) => applies(filter))?.[0] ?? 'cauri_payout_accepted';
}

/** SQL condition of each filter. Its parameter has the name of the filter. */
const CONDITIONS: Readonly<Record<Exclude<keyof OneStatus, 'review'>, string>> = {
  consumer: 'consumer = :consumer',
  status: 'status = :status',
  provider: 'provider = :provider',
  account: 'account = :account',
  reference: 'reference = :reference',
  providerId: 'provider_id = :providerId',
  // The index is on the recipient in lower case, so the statement compares both.
  recipient: 'recipient_key = :recipientKey AND recipient = :recipient',
  batchId: 'batch_id = :batchId',
  createdFrom: 'created_at >= :createdFrom',
  createdTo: 'created_at < :createdTo',
  settledFrom: 'settled_at >= :settledFrom',
  settledTo: 'settled_at < :settledTo',
  updatedFrom: 'updated_at >= :updatedFrom',
  updatedTo: 'updated_at < :updatedTo',
};

function conditionsOf({ review, ...filter }: OneStatus, { last, newestFirst }: Order): string[] {
  const given = Object.entries(CONDITIONS).filter(([name]) => (Reflect.get(filter, name) ?? null) !== null);
  const further = newestFirst ? '<' : '>';
  return [
    ...given.map(([, condition]) => condition),
    ...(review === undefined ? [] : [`review_reason IS ${review ? 'NOT ' : ''}NULL`]),
    ...(last === null ? [] : [`created_at ${further}= :at AND (created_at ${further} :at OR id ${further} :id)`]),
  ];
}

/** Returns the ids and times of creation of one page of payouts that match the filter. */
async function placesOf(manager: EntityManager, filter: OneStatus, order: Order): Promise<Place[]> {
  const index = indexFor(filter);
  const by = manager.connection.options.type === 'better-sqlite3' ? `INDEXED BY ${index}` : `FORCE INDEX (${index})`;
  const conditions = conditionsOf(filter, order);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const way = order.newestFirst ? 'DESC' : 'ASC';
  const { review: _, ...values } = filter;
  const [sql, parameters] = positional(
    `SELECT id, created_at FROM cauri_payout ${by} ${where} ORDER BY created_at ${way}, id ${way} LIMIT ${order.limit}`,
    { ...values, recipientKey: filter.recipient?.toLowerCase(), at: order.last?.createdAt, id: order.last?.id },
  );
  const found: { id: string; created_at: number | string }[] = await manager.query(sql, parameters);
  return found.map(({ id, created_at }) => ({ id, createdAt: Number(created_at) }));
}

/**
 * Returns one page of payouts: newest first with `before`, oldest first with `after`. Runs one statement for each
 * status that is asked for, and one that reads the rows.
 */
export async function listPayouts(
  manager: EntityManager,
  { statuses, ...filter }: PayoutFilter,
  page: PayoutPage,
): Promise<StoredPayout[]> {
  const newestFirst = 'before' in page;
  const lastId = newestFirst ? page.before : page.after;
  const last = lastId === null ? null : await manager.findOneBy(PayoutRow, { id: lastId });
  const order = { limit: page.limit, newestFirst, last };
  const places: Place[] = [];
  for (const status of statuses ? new Set(statuses) : [undefined]) {
    places.push(...(await placesOf(manager, { ...filter, ...(status ? { status } : {}) }, order)));
  }
  const inOrder = (one: Place, other: Place): number => (newestFirst ? byAge(other, one) : byAge(one, other));
  const shown = places.sort(inOrder).slice(0, page.limit);
  const rows = await new RowSet(manager, PayoutRow).byIds(shown.map(({ id }) => id));
  return rows.sort(inOrder).map(toPayout);
}

function byAge(one: Place, other: Place): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);
}
