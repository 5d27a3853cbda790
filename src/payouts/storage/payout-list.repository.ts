import { Brackets, type EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

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
  readonly review?: boolean;
  /** Start of the period in epoch milliseconds, inclusive. */
  readonly createdFrom?: number;
  /** End of the period in epoch milliseconds, exclusive. */
  readonly createdTo?: number;
  readonly settledFrom?: number;
  readonly settledTo?: number;
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
}

/** The rows to return: the newest before an id, or with `after` the oldest behind an id. */
export type PayoutPage = { readonly limit: number } & (
  | { readonly before: string | null }
  | { readonly after: string | null }
);

type Condition = readonly [sql: string, parameters: Readonly<Record<string, unknown>>];

/** Returns the conditions of the filters that are set. */
function conditionsOf(filter: PayoutFilter): Condition[] {
  const { review, recipient, ...others } = filter;
  const plain = Object.entries(others)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): Condition => [PLAIN[name as keyof typeof PLAIN], { [name]: value }]);
  return [
    ...plain,
    ...(review === undefined ? [] : [[`review_reason IS ${review ? 'NOT ' : ''}NULL`, {}] as const]),
    // The index is on the recipient in lower case.
    ...(recipient === undefined
      ? []
      : [['recipient_key = :key AND recipient = :recipient', { key: recipient.toLowerCase(), recipient }] as const]),
  ];
}

const PLAIN: Readonly<Record<Exclude<keyof PayoutFilter, 'review' | 'recipient'>, string>> = {
  consumer: 'consumer = :consumer',
  statuses: 'status IN (:...statuses)',
  provider: 'provider = :provider',
  account: 'account = :account',
  reference: 'reference = :reference',
  providerId: 'provider_id = :providerId',
  batchId: 'batch_id = :batchId',
  createdFrom: 'created_at >= :createdFrom',
  createdTo: 'created_at < :createdTo',
  settledFrom: 'settled_at >= :settledFrom',
  settledTo: 'settled_at < :settledTo',
  updatedFrom: 'updated_at >= :updatedFrom',
  updatedTo: 'updated_at < :updatedTo',
};

/**
 * Lists payouts, newest first, or oldest first with `after`. Ids are UUIDv7, so sorting by id is sorting by time of
 * acceptance.
 */
export async function listPayouts(
  manager: EntityManager,
  filter: PayoutFilter,
  page: PayoutPage,
): Promise<StoredPayout[]> {
  const query = manager.createQueryBuilder(PayoutRow, 'payout').limit(page.limit);
  query.orderBy('payout.id', 'before' in page ? 'DESC' : 'ASC');
  if ('before' in page) {
    if (page.before !== null) query.andWhere('payout.id < :before', { before: page.before });
  } else if (page.after !== null) query.andWhere('payout.id > :after', { after: page.after });
  for (const [sql, parameters] of conditionsOf(filter)) {
    query.andWhere(new Brackets((where) => where.where(sql, parameters)));
  }
  return (await query.getMany()).map(toPayout);
}
