import { Injectable } from '@nestjs/common';
import { validated } from '../dto/validated.js';
import { validKey } from '../http/idempotency-key.js';
import type { OrderKey, Principal } from '../payouts.options.js';
import { BatchAcceptance } from './batch-acceptance.js';
import { type BatchDecision, BatchDecisions } from './batch-approvals.js';
import type { BatchRequest } from './batch-input.js';
import { BatchQueries } from './batch-queries.js';
import { BatchResults } from './batch-results.js';
import type { BatchDto, BatchPageDto } from './dto/batch.dto.js';
import { ListBatchesDto } from './dto/list-batches.dto.js';

/**
 * Operations on batches, for controllers and hosts. Each throws `not_found` for a batch that the principal may not see.
 */
@Injectable()
export class BatchesService {
  constructor(
    private readonly acceptance: BatchAcceptance,
    private readonly queries: BatchQueries,
    private readonly decisions: BatchDecisions,
    private readonly results: BatchResults,
  ) {}

  /**
   * Accepts a batch: stores it with all its payouts, or stores nothing. It is committed when the promise resolves. A
   * repeated call with the same key and request returns the same batch as it was when accepted, with `replayed` true.
   * @throws PayoutError `batch_invalid`, `validation_failed`, `invalid_request`, `unsupported_media_type`,
   *   `idempotency_key_invalid`; `idempotency_key_reused` if the key was used for another request;
   *   `idempotency_in_progress` or `unavailable` if the call should be repeated with the same key
   */
  async create(request: BatchRequest, key: OrderKey): Promise<{ batch: BatchDto; replayed: boolean }> {
    validKey(key.idempotencyKey);
    const { batch, replayed } = await this.acceptance.accept(request, key);
    return { batch: await this.queries.acceptedView(batch), replayed };
  }

  get(id: string, principal: Principal): Promise<BatchDto> {
    return this.queries.get(id, principal);
  }

  async list(query: ListBatchesDto, principal: Principal): Promise<BatchPageDto> {
    return this.queries.list(validated(ListBatchesDto, query), principal);
  }

  /**
   * Returns the name of the consumer who ordered each batch, by batch id. Leaves out batches that the principal may not
   * see.
   */
  consumers(ids: readonly string[], principal: Principal): Promise<ReadonlyMap<string, string>> {
    return this.queries.consumers(ids, principal);
  }

  /**
   * Approves, rejects or cancels every payout of the batch whose status allows it, and returns the batch. Paid payouts
   * are never taken back. A repeated call has the same result.
   * @throws PayoutError `approver_is_creator` if the consumer who ordered the batch approves or rejects it;
   *   `state_conflict` if no payout can be decided any more
   */
  async decide(id: string, decision: BatchDecision, principal: Principal): Promise<BatchDto> {
    const batch = await this.queries.find(id, principal);
    await this.decisions.decide(batch, decision, principal);
    return this.queries.viewOf(batch);
  }

  /**
   * Returns the rows of the batch as CSV, as the consumer sent them, with the additional columns
   * `payout_id,status,error_code,error`. The text comes in parts. The file can be corrected and uploaded again.
   */
  async resultsCsv(id: string, principal: Principal): Promise<AsyncGenerator<string>> {
    return this.results.csv(await this.queries.find(id, principal));
  }

  /**
   * Returns a CSV with only its header, for the consumer to fill in. With `account` it has only the columns that this
   * account needs.
   * @throws PayoutError `validation_failed` if the account does not exist
   */
  templateCsv(account: string | undefined): string {
    return this.results.template(account);
  }
}
