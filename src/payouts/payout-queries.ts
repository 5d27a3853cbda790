import { Injectable } from '@nestjs/common';
import type { ExplanationDto } from './dto/explanation.dto.js';
import type { ListPayoutsDto } from './dto/list-payouts.dto.js';
import type { PayoutDto, PayoutPageDto } from './dto/payout.dto.js';
import type { PayoutCallbackPageDto } from './dto/payout-callback.dto.js';
import type { PayoutEventPageDto } from './dto/payout-event.dto.js';
import { EngineContext } from './engine/engine-context.js';
import { ExplanationService } from './explanation/explanation.service.js';
import { decodeCursor, encodeCursor } from './http/cursor.js';
import { NO_WORDS, toCallbackDto, toEventDto, toPayoutDto } from './payout-view.js';
import { PayoutError } from './payouts.errors.js';
import type { Principal } from './payouts.options.js';
import type { StoredPayout } from './storage/payout-rows.js';

/**
 * Returns the name of the only consumer whose payouts the principal (the authenticated caller) may see. Returns null if
 * it may see the payouts of all consumers, because it has the scope `operations` or `payouts:approve`.
 */
export function visibleTo({ consumer, scopes }: Principal): string | null {
  return scopes.includes('operations') || scopes.includes('payouts:approve') ? null : consumer;
}

/** Reads payouts for a caller of the API. A payout that the caller may not see is reported as `not_found`. */
@Injectable()
export class PayoutQueries {
  constructor(
    private readonly context: EngineContext,
    private readonly explanations: ExplanationService,
  ) {}

  /**
   * Returns a payout.
   * @throws PayoutError `not_found` if it does not exist or the principal may not see it
   */
  async find(id: string, principal: Principal): Promise<StoredPayout> {
    const payout = await this.context.unitOfWork.read(({ payouts }) => payouts.find(id));
    const consumer = visibleTo(principal);
    if (payout && (consumer === null || payout.consumer === consumer)) return payout;
    throw new PayoutError('not_found', 'There is no such payout.');
  }

  async get(id: string, principal: Principal): Promise<PayoutDto> {
    return toPayoutDto(await this.find(id, principal));
  }

  /**
   * Returns one page of payouts, newest first.
   * @throws PayoutError `invalid_request` if the cursor is invalid
   */
  async list({ limit, cursor, ...filters }: ListPayoutsDto, principal: Principal): Promise<PayoutPageDto> {
    const { status: statuses, ...others } = filters;
    const filter = { ...others, ...(statuses ? { statuses } : {}), consumer: visibleTo(principal) };
    const before = cursor === undefined ? null : decodeCursor(cursor, filter);
    // Reads one row more than requested. It exists only if there is a next page.
    const page = { limit: limit + 1, before };
    const found = await this.context.unitOfWork.read((transaction) => transaction.list(filter, page));
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      data: shown.map(toPayoutDto),
      nextCursor: found.length > limit && last ? encodeCursor(last.id, filter) : null,
    };
  }

  /**
   * Returns all events of a payout on one page, oldest first.
   * @throws PayoutError `not_found` if it does not exist or the principal may not see it
   */
  async events(id: string, principal: Principal): Promise<PayoutEventPageDto> {
    const payout = await this.find(id, principal);
    const events = await this.context.unitOfWork.read(({ payouts }) => payouts.events(payout.id));
    return { data: events.map(toEventDto), nextCursor: null };
  }

  /**
   * Returns all callbacks (reports of the provider by HTTP) about a payout, oldest first. Equal callbacks are one entry
   * with their number in `count`.
   * @throws PayoutError `not_found` if it does not exist or the principal may not see it
   */
  async callbacks(id: string, principal: Principal): Promise<PayoutCallbackPageDto> {
    const payout = await this.find(id, principal);
    const words = this.context.registry.find(payout.account)?.connector.callbacks;
    const stored = await this.context.unitOfWork.read(({ callbacks }) => callbacks.of(payout.id));
    return { data: stored.map((one) => toCallbackDto(one, words?.wordsOf?.(one.body) ?? NO_WORDS, payout.scale)) };
  }

  /**
   * Returns why a payout has its status, and what happens next. Does not call the provider.
   * @throws PayoutError `not_found` if it does not exist or the principal may not see it
   */
  async explain(id: string, principal: Principal): Promise<ExplanationDto> {
    return this.explanations.explain(await this.find(id, principal));
  }
}
