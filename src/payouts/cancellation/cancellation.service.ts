import { Injectable } from '@nestjs/common';
import { isAllowed } from '../domain/allowed-decisions.js';
import { noneExecuted } from '../domain/attempts.js';
import { isCancellationOpen, lastFact, requestCancellation } from '../domain/credit-cancellation.js';
import type { NewEvent } from '../domain/payout.js';
import { clearAnyReview } from '../domain/reviews.js';
import { EngineContext } from '../engine/engine-context.js';
import { stateConflict } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { ProviderReads } from '../refresh/refresh-reads.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';

/**
 * Cancels payouts. A payout that was not sent becomes `canceled`. If a payout is paid, the provider is asked to take
 * the money back.
 */
@Injectable()
export class CancellationService {
  constructor(
    private readonly context: EngineContext,
    private readonly reads: ProviderReads,
  ) {}

  /**
   * Cancels the payout if it was not sent, and ends its review. If it is paid, stores a request to take the money back,
   * which the worker then sends to the provider. A repeated call has the same result.
   * @throws PayoutError `provider_unavailable`; `state_conflict` if the payout's status allows neither, an attempt may
   *   have been executed, or the provider cannot take the money back
   */
  async cancel(
    found: StoredPayout,
    { consumer: by, request }: Pick<Principal, 'consumer' | 'request'>,
  ): Promise<StoredPayout> {
    if (found.status === 'paid' && !isCancellationOpen(found)) await this.requireDelivered(found);
    const at = this.context.clock.now();
    const work = async (transaction: Transaction): Promise<StoredPayout> => {
      const payout = await transaction.payouts.require(found.id);
      if (payout.status === 'canceled' || (payout.status === 'paid' && isCancellationOpen(payout))) return payout;
      if (payout.status === 'paid') return this.request(transaction, payout, { by, at });
      await requireUnsent(transaction, payout);
      const event: NewEvent = { type: 'canceled', changes: { status: 'canceled' }, data: { by } };
      const events = [event, ...clearAnyReview(payout)];
      return transaction.payouts.change(payout, { events, source: 'api', at, schedule: { nextAt: null } });
    };
    return this.context.unitOfWork.run(work, { request });
  }

  private request(
    transaction: Transaction,
    payout: StoredPayout,
    { by, at }: { by: string; at: number },
  ): Promise<StoredPayout> {
    this.requireCancelable(payout);
    const events = [requestCancellation(by, at)];
    return transaction.payouts.change(payout, { events, source: 'api', at, schedule: { nextAt: at, pollStep: 0 } });
  }

  /**
   * Checks, without a request to the provider, that the money of a paid payout can be taken back.
   * @throws PayoutError `state_conflict` if it cannot
   */
  private requireCancelable(payout: StoredPayout): void {
    const { cancellation, review } = payout;
    if (!this.context.registry.of(payout)?.connector.cancel) {
      throw stateConflict(payout, 'The provider cannot take back a paid payout.');
    }
    if (review !== null) throw stateConflict(payout, 'The payout is in review: the system sends nothing for it.');
    if (cancellation !== null && cancellation.status !== 'refused') {
      throw stateConflict(payout, `The cancellation of this payout is ${cancellation.status}.`);
    }
  }

  /**
   * Checks that the provider reports the credit as `delivered`, which JumiaPay requires for a cancellation. It reads
   * the payout from the provider, unless the last read is less than five seconds old.
   * @throws PayoutError `state_conflict` if it is not delivered, `provider_unavailable` if it cannot be read
   */
  private async requireDelivered(found: StoredPayout): Promise<void> {
    this.requireCancelable(found);
    const answer = await this.reads.fresh(found);
    const fact =
      answer === 'absent'
        ? null
        : (answer?.fact ?? lastFact(await this.context.unitOfWork.read(({ payouts }) => payouts.events(found.id))));
    if (fact === 'paid') return;
    const { providerStatus } = await this.context.unitOfWork.read(({ payouts }) => payouts.require(found.id));
    throw stateConflict(found, 'The provider cannot take this credit back in its current status.', { providerStatus });
  }
}

/**
 * Checks that every POST of the payout, if any, is proven not executed.
 * @throws PayoutError `state_conflict` if the payout may have been executed, or its status allows no cancellation
 */
async function requireUnsent(transaction: Transaction, payout: StoredPayout): Promise<void> {
  const unsent = isAllowed('cancel', payout.status) && noneExecuted(await transaction.attempts.of(payout.id));
  if (!unsent) throw stateConflict(payout, `A payout that is ${payout.status} cannot be canceled.`);
}
