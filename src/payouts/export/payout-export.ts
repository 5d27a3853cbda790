import { Injectable } from '@nestjs/common';
import { BOM, csvLines } from '../batches/csv/write-csv.js';
import { ExportPayoutsDto } from '../dto/list-payouts.dto.js';
import type { PayoutDto } from '../dto/payout.dto.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { visibleTo } from '../payout-queries.js';
import { toPayoutDto } from '../payout-view.js';
import type { Principal } from '../payouts.options.js';
import type { PayoutPage } from '../storage/payout-list.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';

const PAGE = 500;

/**
 * Columns of the CSV in their order. Each name has a function that returns the cell for a payout. Null is an empty
 * cell.
 */
const COLUMNS: Readonly<Record<string, (payout: PayoutDto) => string | null>> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  provider: ({ provider }) => provider,
  account: ({ account }) => account,
  amount: ({ amount }) => amount,
  currency: ({ currency }) => currency,
  fee: ({ fee }) => fee,
  msisdn: ({ recipient }) => recipient.msisdn ?? null,
  email: ({ recipient }) => recipient.email ?? null,
  reference: ({ reference }) => reference,
  name: ({ name }) => name,
  description: ({ description }) => description,
  batch_id: ({ batchId }) => batchId,
  retry_of: ({ retryOf }) => retryOf,
  provider_id: ({ providerId }) => providerId,
  review: ({ review }) => review?.reason ?? null,
  failure_code: ({ failure }) => failure?.code ?? null,
  failure: ({ failure }) => failure && (failure.providerReason ?? failure.message),
  used_amount: ({ usedAmount }) => usedAmount,
  returned_amount: ({ returnedAmount }) => returnedAmount,
  created_at: ({ createdAt }) => createdAt,
  submitted_at: ({ submittedAt }) => submittedAt,
  settled_at: ({ settledAt }) => settledAt,
  returned_at: ({ returnedAt }) => returnedAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

/** Exports payouts as a CSV file with a header and one row for each payout. */
@Injectable()
export class PayoutExport {
  constructor(private readonly context: EngineContext) {}

  /**
   * Yields the CSV in parts while it reads the payouts from the database, 500 at a time, so the whole file is never in
   * memory. It contains the payouts that match the query and that the principal (the authenticated caller) may see,
   * oldest first. The header comes with the first payouts.
   * @throws PayoutError `validation_failed` before the first part
   * @throws DatabaseUnavailableError if the database is unavailable, also between two parts
   */
  async *csv(query: ExportPayoutsDto, principal: Principal): AsyncGenerator<string> {
    const { delimiter, status: statuses, ...others } = validated(ExportPayoutsDto, query);
    const filter = { ...others, ...(statuses ? { statuses } : {}), consumer: visibleTo(principal) };
    let header = BOM + csvLines([Object.keys(COLUMNS)], delimiter);
    for (let after: string | null = null; ; ) {
      const page: PayoutPage = { limit: PAGE, after };
      const payouts: StoredPayout[] = await this.context.unitOfWork.read((transaction) =>
        transaction.list(filter, page),
      );
      const rows = csvLines(
        payouts.map((payout) => cellsOf(toPayoutDto(payout))),
        delimiter,
      );
      if (header + rows !== '') yield header + rows;
      if (payouts.length < PAGE) return;
      header = '';
      after = payouts.at(-1)?.id ?? null;
    }
  }
}

function cellsOf(payout: PayoutDto): string[] {
  return Object.values(COLUMNS).map((cell) => cell(payout) ?? '');
}
