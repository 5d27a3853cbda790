import { Injectable } from '@nestjs/common';
import { Acceptance } from './acceptance/acceptance.js';
import { CancellationService } from './cancellation/cancellation.service.js';
import { CreatePayoutDto } from './dto/create-payout.dto.js';
import type { ExplanationDto } from './dto/explanation.dto.js';
import { ListPayoutsDto } from './dto/list-payouts.dto.js';
import type { PayoutDto, PayoutPageDto } from './dto/payout.dto.js';
import type { PayoutCallbackPageDto } from './dto/payout-callback.dto.js';
import type { PayoutEventPageDto } from './dto/payout-event.dto.js';
import { validated } from './dto/validated.js';
import { validKey } from './http/idempotency-key.js';
import { PayoutQueries } from './payout-queries.js';
import { toPayoutDto } from './payout-view.js';
import type { OrderKey, Principal } from './payouts.options.js';
import { ProviderReads } from './refresh/refresh-reads.js';

/**
 * Operations on payouts, for our controllers and for hosts. Each throws `not_found` for a payout that the principal
 * (the caller) may not see.
 */
@Injectable()
export class PayoutsService {
  constructor(
    private readonly queries: PayoutQueries,
    private readonly acceptance: Acceptance,
    private readonly reads: ProviderReads,
    private readonly cancellations: CancellationService,
  ) {}

  /**
   * Accepts a payout. It is committed when the promise resolves. A repeated call with the same key and request always
   * returns the same payout as it was when accepted, with `replayed` true.
   *
   * It uses its own transaction. A host should call it after its own COMMIT, with a key that it can find again after a
   * crash.
   * @throws PayoutError `validation_failed`, `no_account`, `account_ambiguous`, `idempotency_key_invalid`,
   *   `reference_already_used`; `idempotency_key_reused` if the key was used for another request;
   *   `idempotency_in_progress` or `unavailable` if the call should be repeated with the same key
   */
  async create(request: CreatePayoutDto, key: OrderKey): Promise<{ payout: PayoutDto; replayed: boolean }> {
    const draft = validated(CreatePayoutDto, request);
    validKey(key.idempotencyKey);
    const { payout, replayed } = await this.acceptance.accept(draft, key);
    return { payout: toPayoutDto(payout), replayed };
  }

  get(id: string, principal: Principal): Promise<PayoutDto> {
    return this.queries.get(id, principal);
  }

  /**
   * Returns one page of payouts, newest first. A caller without a scope to see all payouts gets those of its own
   * consumer.
   * @throws PayoutError `validation_failed`; `invalid_request` if the cursor comes from a list with other filters
   */
  async list(query: ListPayoutsDto, principal: Principal): Promise<PayoutPageDto> {
    return this.queries.list(validated(ListPayoutsDto, query), principal);
  }

  /** Returns all events of a payout on one page, oldest first. */
  events(id: string, principal: Principal): Promise<PayoutEventPageDto> {
    return this.queries.events(id, principal);
  }

  /** Returns all callbacks of the provider about a payout, oldest first. */
  callbacks(id: string, principal: Principal): Promise<PayoutCallbackPageDto> {
    return this.queries.callbacks(id, principal);
  }

  /** Returns the name of the consumer who ordered the payout, which `PayoutDto` does not contain. */
  async consumer(id: string, principal: Principal): Promise<string> {
    return (await this.queries.find(id, principal)).consumer;
  }

  /**
   * Returns why a payout has its status, what happens next and which actions are allowed. Does not call the provider.
   */
  explain(id: string, principal: Principal): Promise<ExplanationDto> {
    return this.queries.explain(id, principal);
  }

  /**
   * Reads the payout from the provider, stores the answer and returns `read` as `now`. If the last read is less than
   * five seconds old, returns `recent` without a read. It never sends a payout.
   * @throws PayoutError `provider_unavailable`; `state_conflict` if the payout was never sent, or if its account now
   *   has another scope (account at the provider)
   */
  async refresh(id: string, principal: Principal): Promise<{ payout: PayoutDto; read: 'now' | 'recent' }> {
    const read = await this.reads.refresh(await this.queries.find(id, principal));
    return { payout: await this.queries.get(id, principal), read };
  }

  /**
   * Cancels a payout that was not sent. If the payout is paid, stores a request to take back the money. The worker
   * sends this request to the provider, and `cancellation` of the payout shows the result. A repeated call has the same
   * result.
   * @throws PayoutError `provider_unavailable`; `state_conflict` if the payout can neither be canceled nor taken back
   *   now
   */
  async cancel(id: string, principal: Principal): Promise<PayoutDto> {
    const payout = await this.queries.find(id, principal);
    return toPayoutDto(await this.cancellations.cancel(payout, principal));
  }
}
