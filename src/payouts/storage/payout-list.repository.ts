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
  readonly batchId?: string;
  readonly review?: boolean;
  /** Start of the period in epoch milliseconds, inclusive. */
  readonly createdFrom?: number;
  /** End of the period in epoch milliseconds, exclusive. */
  readonly createdTo?: number;
}

/** Lists payouts, newest first. Ids are UUIDv7, so sorting by id is sorting by time of acceptance. */
export async function listPayouts(
  manager: EntityManager,
  filter: PayoutFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<StoredPayout[]> {
  const conditions: [string, Record<string, unknown>, unknown][] = [
    ['consumer = :consumer', { consumer: filter.consumer }, filter.consumer],
    ['status IN (:...statuses)', { statuses: filter.statuses }, filter.statuses],
    ['provider = :provider', { provider: filter.provider }, filter.provider],
    ['account = :account', { account: filter.account }, filter.account],
    ['reference = :reference', { reference: filter.reference }, filter.reference],
    ['batch_id = :batchId', { batchId: filter.batchId }, filter.batchId],
    [filter.review ? 'review_reason IS NOT NULL' : 'review_reason IS NULL', {}, filter.review],
    ['created_at >= :createdFrom', { createdFrom: filter.createdFrom }, filter.createdFrom],
    ['created_at < :createdTo', { createdTo: filter.createdTo }, filter.createdTo],
    ['id < :before', { before: page.before }, page.before],
  ];
  const query = manager.createQueryBuilder(PayoutRow, 'payout').orderBy('payout.id', 'DESC').limit(page.limit);
  const set = conditions.filter(([, , value]) => value !== undefined && value !== null);
  for (const [condition, parameters] of set)
    query.andWhere(new Brackets((where) => where.where(condition, parameters)));
  return (await query.getMany()).map(toPayout);
}
