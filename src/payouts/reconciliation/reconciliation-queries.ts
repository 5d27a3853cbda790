import { Injectable } from '@nestjs/common';
import { parseRfc3339 } from '../dto/rfc3339.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { timeOrNull, timeText } from '../payout-view.js';
import { PayoutError } from '../payouts.errors.js';
import type { Discrepancy } from '../storage/discrepancies.repository.js';
import type { ReconciliationRun } from '../storage/reconciliation-runs.repository.js';
import {
  type DiscrepancyDto,
  type DiscrepancyPageDto,
  ListDiscrepanciesDto,
  PageDto,
  type RunDto,
  type RunPageDto,
} from './dto/reconciliation.dto.js';

/**
 * Reads reconciliation runs, and the discrepancies that they found. Any caller may see all of them; the API requires
 * the scope `operations`.
 */
@Injectable()
export class ReconciliationQueries {
  constructor(private readonly context: EngineContext) {}

  /**
   * Returns one page of runs, newest first.
   * @throws PayoutError `validation_failed`, `invalid_request`
   */
  async list(query: PageDto): Promise<RunPageDto> {
    const { limit, cursor } = validated(PageDto, query);
    const before = cursor === undefined ? null : decodeCursor(cursor, {});
    const found = await this.context.unitOfWork.read(({ runs }) => runs.list({ limit: limit + 1, before }));
    return { data: found.slice(0, limit).map(toRunDto), nextCursor: nextCursor(found, limit, {}) };
  }

  /**
   * Returns a reconciliation run. Its counts are 0 until it has ended.
   * @throws PayoutError `not_found`
   */
  async get(id: string): Promise<RunDto> {
    const run = await this.context.unitOfWork.read(({ runs }) => runs.find(id));
    if (run === null) throw new PayoutError('not_found', 'There is no such run.');
    return toRunDto(run);
  }

  /**
   * Returns one page of the discrepancies of a run, in the order in which they were found.
   * @throws PayoutError `not_found`, `validation_failed`, `invalid_request`
   */
  async discrepancies(id: string, query: PageDto): Promise<DiscrepancyPageDto> {
    const { limit, cursor } = validated(PageDto, query);
    const { id: run } = await this.get(id);
    const after = cursor === undefined ? null : decodeCursor(cursor, { run });
    const page = { limit: limit + 1, after };
    const found = await this.context.unitOfWork.read(({ discrepancies }) => discrepancies.ofRun(run, page));
    return { data: found.slice(0, limit).map(toDiscrepancyDto), nextCursor: nextCursor(found, limit, { run }) };
  }

  /**
   * Returns one page of the discrepancies of all runs and of those found outside a run, newest first.
   * @throws PayoutError `validation_failed`, `invalid_request`
   */
  async allDiscrepancies(query: ListDiscrepanciesDto): Promise<DiscrepancyPageDto> {
    const { limit, cursor, account = null, since = null } = validated(ListDiscrepanciesDto, query);
    const filters = { account, since };
    const before = cursor === undefined ? null : decodeCursor(cursor, filters);
    const wanted = { account, since: since === null ? null : parseRfc3339(since) };
    const page = { limit: limit + 1, before };
    const found = await this.context.unitOfWork.read(({ discrepancies }) => discrepancies.list(wanted, page));
    return { data: found.slice(0, limit).map(toDiscrepancyDto), nextCursor: nextCursor(found, limit, filters) };
  }
}

/**
 * Returns the cursor of the next page, or null on the last page. `found` was read with one row more than `limit`: this
 * row exists only if there is a next page.
 */
function nextCursor(found: readonly { id: string }[], limit: number, filters: Record<string, unknown>): string | null {
  const last = found[limit - 1];
  return found.length > limit && last ? encodeCursor(last.id, filters) : null;
}

export function toRunDto(run: ReconciliationRun): RunDto {
  const { id, kind, account, status, counts } = run;
  return {
    id,
    object: 'reconciliation_run',
    kind,
    account,
    status,
    counts,
    since: timeOrNull(run.since),
    until: timeOrNull(run.until),
    readOnly: run.readOnly === 1,
    startedAt: timeText(run.startedAt),
    finishedAt: timeOrNull(run.finishedAt),
  };
}

function toDiscrepancyDto(discrepancy: Discrepancy): DiscrepancyDto {
  return { ...discrepancy, at: timeText(discrepancy.at) };
}
