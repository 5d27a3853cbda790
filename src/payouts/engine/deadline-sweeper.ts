import { Injectable } from '@nestjs/common';
import { approvalExpired } from '../domain/approval.js';
import type { NewEvent, Rescheduling } from '../domain/payout.js';
import { clearAnyReview, clearReview, clearUnfinished, openReview } from '../domain/reviews.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { EngineContext } from './engine-context.js';

type Find = (transaction: Transaction) => Promise<StoredPayout[]>;
type Decide = (payout: StoredPayout) => { events: readonly NewEvent[]; schedule?: Rescheduling };

/**
 * Changes payouts whose deadline has passed, and payouts whose account is configured differently now. Held accounts,
 * from which nothing is sent, are included.
 */
@Injectable()
export class DeadlineSweeper {
  constructor(private readonly context: EngineContext) {}

  /**
   * Fails queued payouts that have expired. Opens a review for payouts that are not final `reviewAfter` milliseconds
   * after they were queued.
   */
  async sweep(): Promise<void> {
    const at = this.context.clock.now();
    const before = at - this.context.timings.reviewAfter;
    await this.each(
      ({ sweeps }) => sweeps.expired(at),
      (payout) => ({ events: [expiredEvent(at), ...clearUnfinished(payout)], schedule: { nextAt: null } }),
    );
    await this.each(
      ({ sweeps }) => sweeps.unfinished(before),
      () => ({ events: [openReview('unfinished', at)] }),
    );
  }

  /**
   * Cancels payouts that have waited for an approval longer than `approvalExpires`, counted from their acceptance. Also
   * ends their reviews.
   */
  async sweepApprovals(): Promise<void> {
    const before = this.context.clock.now() - this.context.timings.approvalExpires;
    await this.each(
      ({ sweeps }) => sweeps.unapproved(before),
      (payout) => ({
        events: [approvalExpired(), ...clearAnyReview(payout)],
        schedule: { nextAt: null },
      }),
    );
  }

  /**
   * Opens a review for payouts that are unfinished or due for another read, if their account is no longer configured or
   * has another scope (where the provider keeps our ids unique). Closes that review when the scope of the payout is
   * configured again. Returns the number of payouts that were found for a new review.
   */
  async sweepScopes(): Promise<number> {
    const at = this.context.clock.now();
    const scopes = this.context.registry.scopes();
    await this.each(
      ({ sweeps }) => sweeps.ofReturnedScopes(scopes),
      (payout) => ({ events: [clearReview(payout)], schedule: { nextAt: at } }),
    );
    return this.each(
      ({ sweeps }) => sweeps.ofOtherScopes(scopes, at),
      () => ({ events: [openReview('account_changed', at)] }),
    );
  }

  /** Finds and changes payouts until none is found any more. Returns how many were found. */
  private async each(find: Find, decide: Decide): Promise<number> {
    let count = 0;
    for (;;) {
      const payouts = await this.context.unitOfWork.read(find);
      await Promise.all(payouts.map((payout) => this.change(payout, decide)));
      count += payouts.length;
      if (payouts.length === 0) return count;
    }
  }

  private async change(found: StoredPayout, decide: Decide): Promise<void> {
    const at = this.context.clock.now();
    await this.context.recorder.record({
      payoutId: found.id,
      decide: ({ payout }) => {
        // Another transaction has changed the payout since the query. The next query finds it again if it still
        // applies.
        if (payout.version !== found.version) return null;
        const { events, schedule = {} } = decide(payout);
        return { change: { events, source: 'worker', at, schedule } };
      },
    });
  }
}

function expiredEvent(at: number): NewEvent {
  const failure = {
    code: 'expired_before_sending' as const,
    message: 'The payout expired before it was sent.',
    providerReason: null,
  };
  return { type: 'expired_before_sending', changes: { status: 'failed', failure, settledAt: at }, data: {} };
}
