import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '../../common/new-id.js';
import { keyReused } from '../acceptance/acceptance.js';
import { type BeyondLimit, DailyLimits } from '../acceptance/daily-limits.js';
import { uniquenessHash } from '../acceptance/request-hash.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutError } from '../payouts.errors.js';
import type { OrderKey } from '../payouts.options.js';
import { totalsOf } from '../storage/batches.repository.js';
import { isDuplicate, isLockTimeout } from '../storage/database/database-errors.js';
import { inPieces } from '../storage/database/pieces.js';
import { FULL_INSERT } from '../storage/database/row-set.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import type { BatchLineRow, BatchRow, BatchTotals } from '../storage/entities/batch.entity.js';
import type { Accepting, NewPayout } from '../storage/payout-changes.js';
import type { Transaction } from '../storage/transaction.js';
import { likelyDuplicates } from './batch-duplicates.js';
import { type BatchInput, type BatchRequest, readBatch } from './batch-input.js';
import { type OrderedRow, ordersOf } from './batch-orders.js';
import { batchInvalid, type CheckedRows } from './batch-refusals.js';

export interface AcceptedBatch {
  readonly batch: BatchRow;
  readonly replayed: boolean;
}

/**
 * Maximum number of tries to store a batch. If another request stores one of its references between the check and the
 * INSERT, the INSERT fails, and the batch is checked and stored again.
 */
const MOST_TRIES = 5;

/** Stores a batch and all its payouts in one transaction. Only one batch is stored for each Idempotency-Key. */
@Injectable()
export class BatchAcceptance {
  private readonly limits: DailyLimits;

  constructor(private readonly context: EngineContext) {
    this.limits = new DailyLimits(context.registry);
  }

  /**
   * Stores a batch, or returns the one that an earlier request with the same key created.
   * @throws PayoutError `batch_invalid` with the rows and their errors; `idempotency_key_reused`; the errors of
   *   `readBatch`. In all these cases nothing is stored.
   */
  async accept(request: BatchRequest, key: OrderKey): Promise<AcceptedBatch> {
    const input = await readBatch(request, this.context.registry.accounts);
    const idempotencyHash = uniquenessHash(key.consumer, key.idempotencyKey);
    const requestHash = hashOf(input.fingerprint);
    const known = await this.context.unitOfWork.read((transaction) =>
      replay(transaction, idempotencyHash, requestHash),
    );
    if (known) return known;
    const now = this.context.clock.now();
    const batch = { id: newId(), consumer: key.consumer, idempotencyHash, requestHash, createdAt: now };
    const rows = await this.order(input, batch);
    await this.context.balances.beforeBatch();
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const stored = await this.store(input, rows, batch, key).catch((error) => this.afterFailure(error, batch));
      if (stored !== 'again') return stored;
    }
    throw inProgress();
  }

  /** Checks the rows against all rules and the database, and finds probable duplicates. Stores nothing. */
  async check(request: BatchRequest, consumer: string): Promise<CheckedRows & BatchInput> {
    const input = await readBatch(request, this.context.registry.accounts);
    const rows = await this.order(input, { id: newId(), consumer, createdAt: this.context.clock.now() });
    const checked = await this.context.unitOfWork.read(async (transaction) => {
      const stored = await this.checkStored(transaction, rows, consumer);
      const beyond = await this.limits.look(transaction, ordersIn(stored.rows));
      return { ...stored, rows: withinLimits(stored.rows, beyond) };
    });
    return { ...input, ...checked };
  }

  private order(input: BatchInput, batch: Pick<BatchRow, 'id' | 'consumer' | 'createdAt'>): Promise<OrderedRow[]> {
    const { registry } = this.context;
    return ordersOf(input.rows, { registry, consumer: batch.consumer, batchId: batch.id, now: batch.createdAt });
  }

  /** Checks rows against the database: references that are already used, and probable duplicates. */
  private async checkStored(
    transaction: Transaction,
    ordered: readonly OrderedRow[],
    consumer: string,
  ): Promise<CheckedRows> {
    const hashes = ordered.flatMap(({ order }) => order?.order.referenceHash ?? []);
    const taken = await transaction.payouts.findByReferences(hashes);
    const rows = withoutTaken(ordered, taken);
    const since = this.context.clock.now() - this.context.timings.duplicateWindow;
    return { rows, warnings: await likelyDuplicates(transaction, rows, { consumer, since }) };
  }

  private store(
    input: BatchInput,
    ordered: readonly OrderedRow[],
    ids: BatchIds,
    { request }: OrderKey,
  ): Promise<AcceptedBatch> {
    return this.context.unitOfWork.run(
      async (transaction) => {
        const stored = await this.checkStored(transaction, ordered, ids.consumer);
        // Must come after the check. If a request with this key commits between both, its payouts look like duplicates
        // of these rows.
        const known = await replay(transaction, ids.idempotencyHash, ids.requestHash);
        if (known) return known;
        const beyond = await this.limits.reserve(transaction, ordersIn(stored.rows));
        const checked = { ...stored, rows: withinLimits(stored.rows, beyond) };
        requireAcceptable(input, checked);
        const batch = batchRow(input, checked.rows, ids);
        await transaction.batches.insert(batch);
        await insertPayouts(transaction, checked.rows);
        await transaction.batches.insertLines(checked.rows.map((row) => lineOf(row, ids.id)));
        return { batch, replayed: false };
      },
      { first: true, request },
    );
  }

  /** Handles an error of `store`. Returns the batch if it is stored anyway, or `again` if it must be checked again. */
  private async afterFailure(error: unknown, ids: BatchIds): Promise<AcceptedBatch | 'again'> {
    const { id, idempotencyHash, requestHash } = ids;
    if (error instanceof PayoutError && error.code === 'batch_invalid') {
      // A request with the same key may have used up the daily limit while this one waited for it.
      const known = await this.context.unitOfWork.read((transaction) =>
        replay(transaction, idempotencyHash, requestHash),
      );
      if (known) return known;
    }
    if (isDuplicate(error) || isLockTimeout(error)) return 'again';
    if (!(error instanceof CommitUnknownError)) throw error;
    const batch = await this.context.unitOfWork.read(({ batches }) => batches.find(id));
    if (batch) return { batch, replayed: false };
    throw new PayoutError('unavailable', 'The database did not confirm. Repeat the request with the same key.', {
      retryAfter: 1,
    });
  }
}

type BatchIds = Pick<BatchRow, 'id' | 'consumer' | 'idempotencyHash' | 'requestHash' | 'createdAt'>;

async function replay(
  transaction: Transaction,
  idempotencyHash: string,
  requestHash: string,
): Promise<AcceptedBatch | null> {
  const batch = await transaction.batches.findByKey(idempotencyHash);
  if (batch && batch.requestHash === requestHash) return { batch, replayed: true };
  if (batch || (await transaction.payouts.findByKey(idempotencyHash))) throw keyReused();
  return null;
}

function ordersIn(rows: readonly OrderedRow[]): NewPayout[] {
  return rows.flatMap(({ order }) => order?.order ?? []);
}

function withinLimits(rows: readonly OrderedRow[], beyond: ReadonlyMap<string, BeyondLimit>): readonly OrderedRow[] {
  if (beyond.size === 0) return rows;
  return rows.map((row) => {
    const refused = beyond.get(row.order?.order.id ?? '');
    if (refused === undefined) return row;
    return { ...row, order: null, errors: [{ code: 'validation_failed', ...refused.problem }] };
  });
}

function withoutTaken(rows: readonly OrderedRow[], taken: ReadonlyMap<string, string>): readonly OrderedRow[] {
  if (taken.size === 0) return rows;
  return rows.map((row) => {
    const payoutId = taken.get(row.order?.order.referenceHash ?? '');
    if (payoutId === undefined) return row;
    const message = `belongs to the payout ${payoutId}`;
    return { ...row, order: null, errors: [{ field: 'reference', code: 'reference_already_used', message, payoutId }] };
  });
}

/**
 * Checks if the batch may be stored, according to its mode (for invalid rows) and `confirmDuplicates`.
 * @throws PayoutError `batch_invalid` if it may not
 */
function requireAcceptable({ options }: BatchInput, { rows, warnings }: CheckedRows): void {
  const rejected = rows.some(({ order }) => order === null);
  const none = rows.every(({ order }) => order === null);
  if (none || (rejected && options.mode === 'all_or_nothing')) throw batchInvalid({ rows, warnings }, options.mode);
  if (warnings.length > 0 && !options.confirmDuplicates) throw batchInvalid({ rows, warnings }, options.mode);
}

function insertPayouts({ payouts }: Transaction, rows: readonly OrderedRow[]): Promise<void> {
  const orders = rows.flatMap(({ order }) => order ?? []);
  return inPieces(orders, FULL_INSERT, async (piece) => {
    await payouts.insertAll(piece);
  });
}

function batchRow(
  { options, encoding, delimiter, columns, rows: all }: BatchInput,
  rows: readonly OrderedRow[],
  ids: BatchIds,
): BatchRow {
  const orders = rows.flatMap(({ order }) => order ?? []);
  return {
    ...ids,
    mode: options.mode,
    total: all.length,
    accepted: orders.length,
    acceptedAs: totalsAtFirst(orders),
    errors: [],
    encoding,
    delimiter,
    columns: columns && fitting(columns),
    completedAt: null,
  };
}

export function totalsAtFirst(orders: readonly Accepting[]): BatchTotals {
  return totalsOf(
    orders.map(({ order, accepted }) => ({
      status: accepted.changes.status ?? 'queued',
      currency: order.currency,
      scale: order.scale,
      count: 1,
      sum: order.amount,
    })),
  );
}

/** Maximum number of characters that are stored of a cell. No cell of an accepted row is longer. */
const MAX_CELL = 500;
/** Maximum number of characters that are stored of all cells of a row. As JSON they are up to six times as many. */
const MAX_CELLS = 8_000;

/** Cuts the cells of a row or of the header, so that they fit into their column as JSON, whatever a file contains. */
function fitting(cells: readonly string[]): string[] {
  const max = Math.min(MAX_CELL, Math.floor(MAX_CELLS / cells.length));
  return cells.map((cell) => cell.slice(0, max));
}

function lineOf({ line, cells, order, errors }: OrderedRow, batchId: string): BatchLineRow {
  return {
    batchId,
    line,
    payoutId: order?.order.id ?? null,
    cells: JSON.stringify(fitting(cells)),
    errors: order === null ? errors : null,
  };
}

function hashOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function inProgress(): PayoutError {
  return new PayoutError('idempotency_in_progress', 'Other requests with these references are under way.', {
    retryAfter: 1,
  });
}
