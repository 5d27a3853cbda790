import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { notFound } from '../http/resource-id.js';
import { visibleTo } from '../payout-queries.js';
import type { Principal } from '../payouts.options.js';
import type { BatchLineRow, BatchRow, BatchTotals } from '../storage/entities/batch.entity.js';
import { rowErrors } from './batch-refusals.js';
import { toBatchDto } from './batch-view.js';
import type { BatchDto, BatchPageDto } from './dto/batch.dto.js';
import type { ListBatchesDto } from './dto/list-batches.dto.js';

const NO_TOTALS: BatchTotals = { counts: {}, sums: {} };
/** Maximum number of row errors for each batch in a list of batches. A request for a single batch returns all. */
const ERRORS_IN_LIST = 100;

/** Reads batches for a caller of the API. A batch that the caller may not see is answered with `not_found`. */
@Injectable()
export class BatchQueries {
  constructor(private readonly context: EngineContext) {}

  /**
   * Returns a batch.
   * @throws PayoutError `not_found` if it does not exist or the principal may not see it
   */
  async find(id: string, principal: Principal): Promise<BatchRow> {
    const batch = await this.context.unitOfWork.read(({ batches }) => batches.find(id));
    const consumer = visibleTo(principal);
    if (batch && (consumer === null || batch.consumer === consumer)) return batch;
    throw notFound();
  }

  async get(id: string, principal: Principal): Promise<BatchDto> {
    return this.viewOf(await this.find(id, principal));
  }

  /**
   * Returns the name of the consumer who ordered each batch, by batch id. Leaves out batches that the principal may not
   * see.
   */
  async consumers(ids: readonly string[], principal: Principal): Promise<ReadonlyMap<string, string>> {
    const consumer = visibleTo(principal);
    const found = await this.context.unitOfWork.read(({ batches }) => batches.consumers(ids));
    return new Map([...found].filter(([, one]) => consumer === null || one === consumer));
  }

  /**
   * Returns the batch as the API shows it, with the current statuses of its payouts and all errors of rejected rows.
   * @throws PayoutError `not_found` if it does not exist
   */
  async viewOf({ id }: Pick<BatchRow, 'id'>): Promise<BatchDto> {
    return this.context.unitOfWork.read(async ({ batches }) => {
      const batch = await batches.find(id);
      if (batch === null) throw notFound();
      const totals = await batches.totals([id]);
      return toBatchDto(batch, totals.get(id) ?? NO_TOTALS, errorsOf(await batches.rejectedLines(batch)));
    });
  }

  /**
   * Returns the batch as in the first response, with the statuses that its payouts had when they were accepted. This is
   * the response to a repeated request with the same key.
   */
  async acceptedView(batch: BatchRow): Promise<BatchDto> {
    const lines = await this.context.unitOfWork.read(({ batches }) => batches.rejectedLines(batch));
    return toBatchDto({ ...batch, completedAt: null }, batch.acceptedAs ?? NO_TOTALS, errorsOf(lines));
  }

  async list({ limit, cursor }: ListBatchesDto, principal: Principal): Promise<BatchPageDto> {
    const consumer = visibleTo(principal);
    const before = cursor === undefined ? null : decodeCursor(cursor, { consumer });
    return this.context.unitOfWork.read(async ({ batches }) => {
      // Reads one row more than requested, to know whether there is a next page.
      const found = await batches.list(consumer, { limit: limit + 1, before });
      const shown = found.slice(0, limit);
      const totals = await batches.totals(shown.map(({ id }) => id));
      const data: BatchDto[] = [];
      for (const batch of shown) {
        const lines = await batches.rejectedLines(batch, ERRORS_IN_LIST);
        data.push(toBatchDto(batch, totals.get(batch.id) ?? NO_TOTALS, errorsOf(lines).slice(0, ERRORS_IN_LIST)));
      }
      const last = shown.at(-1);
      return { data, nextCursor: found.length > limit && last ? encodeCursor(last.id, { consumer }) : null };
    });
  }
}

function errorsOf(lines: readonly Pick<BatchLineRow, 'line' | 'errors'>[]) {
  return rowErrors(lines.map(({ line, errors }) => ({ line, errors: errors ?? [] })));
}
