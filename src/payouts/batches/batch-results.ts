import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutError } from '../payouts.errors.js';
import type { BatchLineRow, BatchRow } from '../storage/entities/batch.entity.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { COLUMNS, RESULT_COLUMNS } from './csv/read-csv.js';
import { BOM, csvLines } from './csv/write-csv.js';

const PAGE = 500;

/** Writes CSV files: the rows of a batch with their current results, and empty files for a consumer to fill in. */
@Injectable()
export class BatchResults {
  constructor(private readonly context: EngineContext) {}

  /**
   * Yields the CSV in parts of up to 500 rows, while it reads them from the database. It has the delimiter of the
   * upload, or commas if the batch was JSON.
   */
  async *csv(batch: BatchRow): AsyncGenerator<string> {
    const delimiter = batch.delimiter ?? ',';
    yield BOM + csvLines([[...(batch.columns ?? COLUMNS), ...RESULT_COLUMNS]], delimiter);
    for (let after = 0; ; ) {
      const { lines, payouts } = await this.page(batch.id, after);
      if (lines.length === 0) return;
      yield csvLines(
        lines.map((line) => [...cellsOf(line), ...resultOf(line, payouts)]),
        delimiter,
      );
      after = lines.at(-1)?.line ?? Number.MAX_SAFE_INTEGER;
    }
  }

  /**
   * Returns a CSV that consists of a header, with commas between the columns. The columns are those that the account
   * needs, or all columns if no account is given.
   * @throws PayoutError `validation_failed` if the account does not exist
   */
  template(account: string | undefined): string {
    if (account === undefined) return BOM + csvLines([COLUMNS], ',');
    const found = this.context.registry.find(account)?.account;
    if (found) return BOM + csvLines([columnsFor(found)], ',');
    const errors = [{ field: 'account', message: 'is not configured' }];
    throw new PayoutError('validation_failed', 'There is no such account.', { errors });
  }

  private page(batchId: string, after: number) {
    return this.context.unitOfWork.read(async (transaction) => {
      const lines = await transaction.batches.linesOf(batchId, after, PAGE);
      const ids = lines.flatMap(({ payoutId }) => payoutId ?? []);
      return { lines, payouts: await transaction.payouts.findAll(ids) };
    });
  }
}

function columnsFor({ recipientKind }: ConnectorAccount): string[] {
  const phone = recipientKind === 'msisdn';
  return COLUMNS.filter((column) => {
    if (column === 'msisdn') return phone;
    return phone ? !['email', 'name', 'expiresAt'].includes(column) : true;
  });
}

function cellsOf({ cells }: BatchLineRow): string[] {
  return JSON.parse(cells) as string[];
}

/**
 * Returns the values of the columns in `RESULT_COLUMNS`. A rejected row has the code of its first error and the texts
 * of all its errors.
 */
function resultOf(
  { payoutId, errors }: BatchLineRow,
  payouts: ReadonlyMap<string, StoredPayout>,
): [string, string, string, string] {
  const payout = payouts.get(payoutId ?? '');
  if (payout) {
    const { failure } = payout;
    return [payout.id, payout.status, failure?.code ?? '', failure?.providerReason ?? failure?.message ?? ''];
  }
  const words = (errors ?? []).map(({ field, message }) => (field === null ? message : `${field} ${message}`));
  const known = errors?.find((error) => error.payoutId)?.payoutId ?? '';
  return [known, 'rejected', errors?.[0]?.code ?? '', words.join('; ')];
}
