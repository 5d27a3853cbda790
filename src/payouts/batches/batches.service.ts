import { Injectable } from '@nestjs/common';
import { validated } from '../dto/validated.js';
import { validKey } from '../http/idempotency-key.js';
import type { Principal } from '../payouts.options.js';
import { BatchAcceptance } from './batch-acceptance.js';
import { type BatchDecision, BatchDecisions } from './batch-decisions.js';
import type { BatchRequest } from './batch-input.js';
import { BatchQueries } from './batch-queries.js';
import { BatchResults } from './batch-results.js';
import type { BatchDto, BatchPageDto } from './dto/batch.dto.js';
import { ListBatchesDto } from './dto/list-batches.dto.js';

/** The use cases of a batch. Every method answers a batch that the principal may not see with `not_found`. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly acceptance: BatchAcceptance,
    private readonly queries: BatchQueries,
    private readonly decisions: BatchDecisions,
    private readonly results: BatchResults,
  ) {}

  /**
   * Accepts a batch and all its payouts, or nothing of it. Durable when this resolves; the same key gives the same batch.
   * @throws PayoutError
   */
  async create(
    request: BatchRequest,
    key: { consumer: string; idempotencyKey: string },
  ): Promise<{ batch: BatchDto; replayed: boolean }> {
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

  /** Approves, rejects or cancels every payout of the batch that is in a state for it. */
  async decide(id: string, decision: BatchDecision, principal: Principal): Promise<BatchDto> {
    const batch = await this.queries.find(id, principal);
    await this.decisions.decide(batch, decision, principal);
    return this.queries.viewOf(batch);
  }

  /** The caller's rows as CSV with `payout_id,status,error_code,error` behind them. */
  async resultsCsv(id: string, principal: Principal): Promise<AsyncGenerator<string>> {
    return this.results.csv(await this.queries.find(id, principal));
  }

  /** A header to fill in; with an account only the columns that it needs. */
  templateCsv(account: string | undefined): string {
    return this.results.template(account);
  }
}
