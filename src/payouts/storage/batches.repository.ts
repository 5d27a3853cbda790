import { Brackets, type EntityManager, In, IsNull } from 'typeorm';
import type { EventType, PayoutStatus } from '../domain/payout.js';
import { inPieces } from './database/pieces.js';
import { FULL_INSERT, RowSet } from './database/row-set.js';
import { BatchLineRow, BatchRow, type BatchTotals } from './entities/batch.entity.js';
import { PayoutRow } from './entities/payout.entity.js';
import { PayoutEventRow } from './entities/payout-event.entity.js';

const FINAL = "('paid', 'failed', 'returned', 'canceled')";

/** Reads and writes batches (requests for many payouts) and their lines (the rows of such a request). */
export class Batches {
  private readonly rows: RowSet<BatchRow>;
  private readonly lines: RowSet<BatchLineRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, BatchRow);
    this.lines = new RowSet(manager, BatchLineRow);
  }

  /**
   * Inserts a batch.
   * @throws the driver's duplicate error if the idempotency key is already used; see `isDuplicate`
   */
  insert(batch: BatchRow): Promise<void> {
    return this.rows.insert([batch]);
  }

  /**
   * Inserts lines. Each statement inserts at most 100 of them, so that other requests of this process can run in
   * between.
   */
  insertLines(lines: readonly BatchLineRow[]): Promise<void> {
    return inPieces(lines, FULL_INSERT, (piece) => this.lines.insert(piece));
  }

  find(id: string): Promise<BatchRow | null> {
    return this.manager.findOneBy(BatchRow, { id });
  }

  /** Returns the batch whose idempotency key has this hash. Returns null if there is none. */
  findByKey(idempotencyHash: string): Promise<BatchRow | null> {
    return this.manager.findOneBy(BatchRow, { idempotencyHash });
  }

  /** Returns those of the given hashes of idempotency keys that a stored batch already uses. */
  async findKeys(idempotencyHashes: readonly string[]): Promise<string[]> {
    const rows = await this.rows.some(['idempotencyHash'], 'idempotencyHash', idempotencyHashes);
    return rows.map(({ idempotencyHash }) => idempotencyHash);
  }

  /**
   * Returns batches, newest first. A null `consumer` selects the batches of all consumers. `before` is the last id of
   * the previous page, or null for the first page.
   */
  list(consumer: string | null, page: { readonly limit: number; readonly before: string | null }): Promise<BatchRow[]> {
    const query = this.manager.createQueryBuilder(BatchRow, 'batch').orderBy('batch.id', 'DESC').limit(page.limit);
    if (consumer !== null) query.andWhere('batch.consumer = :consumer', { consumer });
    if (page.before !== null) query.andWhere('batch.id < :before', { before: page.before });
    return query.getMany();
  }

  /** Returns the name of the consumer who ordered each batch, by batch id. Unknown ids are not in the map. */
  async consumers(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.manager.find(BatchRow, {
      where: { id: In([...ids]) },
      select: { id: true, consumer: true },
    });
    return new Map(rows.map(({ id, consumer }) => [id, consumer]));
  }

  /**
   * Returns up to `limit` lines of a batch with a line number greater than `after`, lowest number first. `after` is 0
   * for the first page.
   */
  linesOf(batchId: string, after: number, limit: number): Promise<BatchLineRow[]> {
    return this.manager
      .createQueryBuilder(BatchLineRow, 'line')
      .where('line.batch_id = :batchId AND line.line > :after', { batchId, after })
      .orderBy('line.line', 'ASC')
      .limit(limit)
      .getMany();
  }

  /**
   * Returns the rejected lines of a batch, lowest line number first. `limit` is the maximum number; without it, returns
   * all.
   */
  async rejectedLines(
    { id, total, accepted }: Pick<BatchRow, 'id' | 'total' | 'accepted'>,
    limit?: number,
  ): Promise<Pick<BatchLineRow, 'line' | 'errors'>[]> {
    if (accepted === total) return [];
    return this.manager.find(BatchLineRow, {
      where: { batchId: id, payoutId: IsNull() },
      select: { batchId: true, line: true, errors: true },
      order: { line: 'ASC' },
      ...(limit === undefined ? {} : { take: limit }),
    });
  }

  /**
   * Returns for each batch the number of its payouts by current status, and the sums of their amounts in minor units by
   * currency and status. Both are empty for a batch without payouts.
   */
  async totals(batchIds: readonly string[]): Promise<Map<string, BatchTotals>> {
    if (batchIds.length === 0) return new Map();
    const found = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('payout.batch_id', 'batchId')
      .addSelect('payout.status', 'status')
      .addSelect('payout.currency', 'currency')
      .addSelect('payout.scale', 'scale')
      .addSelect('COUNT(*)', 'count')
      .addSelect('SUM(payout.amount)', 'sum')
      .where('payout.batch_id IN (:...batchIds)', { batchIds })
      .groupBy('payout.batch_id, payout.status, payout.currency, payout.scale')
      .getRawMany<Group & { batchId: string }>();
    const groups = found.map((one) => ({ ...one, count: Number(one.count), sum: Number(one.sum) }));
    return new Map(batchIds.map((id) => [id, totalsOf(groups.filter(({ batchId }) => batchId === id))]));
  }

  /** Returns true if a payout of the batch has an event of this type. */
  async hasEvent(batchId: string, type: EventType): Promise<boolean> {
    const event = await this.manager
      .createQueryBuilder(PayoutEventRow, 'event')
      .innerJoin(PayoutRow, 'payout', 'payout.id = event.payout_id')
      .where('payout.batch_id = :batchId AND event.type = :type', { batchId, type })
      .limit(1)
      .getOne();
    return event !== null;
  }

  /**
   * Returns up to 1 000 ids of the batch's payouts that have one of these statuses. The ids are greater than `after`
   * and in ascending order. Pass the last id of a page as `after` to get the next page.
   */
  async payoutsIn(batchId: string, statuses: readonly PayoutStatus[], after = ''): Promise<string[]> {
    const rows = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('payout.id', 'id')
      .where('payout.batch_id = :batchId AND payout.id > :after', { batchId, after })
      .andWhere('payout.status IN (:...statuses)', { statuses })
      .orderBy('payout.id', 'ASC')
      .limit(1_000)
      .getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  /**
   * Returns up to 100 batches that are not yet marked as complete, but can be: all their payouts are final and none is
   * in review. A batch without an accepted row is complete at once.
   */
  async nowComplete(): Promise<BatchRow[]> {
    return this.manager
      .createQueryBuilder(BatchRow, 'batch')
      .where('batch.completed_at IS NULL')
      .andWhere(new Brackets((where) => where.where(nothingOpen('batch.id'))))
      .limit(100)
      .getMany();
  }

  /**
   * Marks a batch as complete at `completedAt` (epoch milliseconds). Returns true if this call did it, and false if it
   * was complete already, or is no longer because of a payout that changed since `nowComplete`. If several calls run at
   * the same time, only one of them returns true.
   */
  async complete(id: string, completedAt: number): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(BatchRow)
      .set({ completedAt })
      .where(`id = :id AND completed_at IS NULL AND ${nothingOpen(':id')}`, { id })
      .execute();
    return affected === 1;
  }
}

/** Returns the SQL condition that all payouts of a batch are final and none is in review. `id` is SQL for its id. */
function nothingOpen(id: string): string {
  return `NOT EXISTS (SELECT 1 FROM cauri_payout p WHERE p.batch_id = ${id}
    AND (p.status NOT IN ${FINAL} OR p.review_reason IS NOT NULL))`;
}

/** Number and sum of payouts that have the same status and currency. */
interface Group {
  readonly status: string;
  readonly currency: string;
  readonly scale: number;
  readonly count: number;
  /** Sum in minor units. */
  readonly sum: number;
}

/** Combines groups into the number of payouts by status, and the sums of their amounts by currency and status. */
export function totalsOf(groups: readonly Group[]): BatchTotals {
  const counts: Record<string, number> = {};
  const sums: Record<string, { scale: number; byStatus: Record<string, number> }> = {};
  for (const { status, currency, scale, count, sum } of groups) {
    counts[status] = (counts[status] ?? 0) + count;
    const ofCurrency = sums[currency] ?? { scale, byStatus: {} };
    ofCurrency.byStatus[status] = (ofCurrency.byStatus[status] ?? 0) + sum;
    sums[currency] = ofCurrency;
  }
  return { counts, sums };
}
