import { Injectable } from '@nestjs/common';
import { applyEvents } from '../domain/fold.js';
import type { Rescheduling } from '../domain/payout.js';
import { afterRead } from '../domain/read-schedule.js';
import {
  type Obstacle,
  obstacleTo,
  type ResolveContext,
  type ResolveRequest,
  resendSchedule,
  resolve,
} from '../domain/resolution.js';
import type { PayoutDto } from '../dto/payout.dto.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutQueries } from '../payout-queries.js';
import { timeText, toPayoutDto } from '../payout-view.js';
import { PayoutError, stateConflict } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { ProviderReads } from '../refresh/refresh-reads.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { ResolvePayoutDto } from './dto/resolve-payout.dto.js';

/** Applies an operator's decision about a payout in review (one that waits for a person). */
@Injectable()
export class ReviewService {
  constructor(
    private readonly context: EngineContext,
    private readonly queries: PayoutQueries,
    private readonly reads: ProviderReads,
  ) {}

  /**
   * Applies an operator's decision and ends the review. Before `resend` and `mark_failed` it searches for the payout at
   * the provider. It does not search if the payout was never sent and its account now has another scope (account at the
   * provider). A later report of the provider may overrule the decision.
   * @throws PayoutError `not_found`, `validation_failed`; `state_conflict` if the decision is not possible, or the
   *   payout has changed; `quarantine`, with the time to wait, if an attempt without a known outcome may still be
   *   executed; `found_at_provider` if the search found the payout (but one that failed there may be marked as failed);
   *   `provider_unavailable` if the search failed
   */
  async resolve(id: string, decision: ResolvePayoutDto, principal: Principal): Promise<PayoutDto> {
    const { action, note, confirm } = validated(ResolvePayoutDto, decision);
    const payout = await this.queries.find(id, principal);
    const request = { action, note, by: principal.consumer, at: this.context.clock.now() };
    const context = await this.context.unitOfWork.read((transaction) =>
      this.contextOf(transaction, payout, request.at),
    );
    refuseObstacles(payout, request, { confirm, context });
    const decided = await this.search(payout, request, context);
    return toPayoutDto(await this.record(decided, request, principal));
  }

  /**
   * Searches for the payout at the provider before it is sent again or marked as failed. Returns the payout as stored
   * after the search. If the provider has the payout, only one decision is allowed: a payout that failed there may be
   * marked as failed.
   * @throws PayoutError `found_at_provider` or `provider_unavailable`
   */
  private async search(
    payout: StoredPayout,
    { action }: ResolveRequest,
    { attempts, account }: ResolveContext,
  ): Promise<StoredPayout> {
    const neverSent = attempts.length === 0 && account?.scope !== payout.scope;
    if (action === 'mark_paid' || neverSent) return payout;
    const answer = await this.reads.search(payout);
    if (answer === 'absent') return payout;
    const now = await this.context.unitOfWork.read(({ payouts }) => payouts.require(payout.id));
    const failedThere = answer.fact === 'failed' && !answer.duplicated;
    if (failedThere && action === 'mark_failed' && now.review !== null) return now;
    throw new PayoutError('found_at_provider', 'The provider has this payout. Its answer is recorded now.', {
      members: { payoutStatus: now.status },
    });
  }

  /**
   * Stores the decision. It is checked again in the transaction, because the payout may have changed during the search.
   */
  private record(payout: StoredPayout, request: ResolveRequest, by: Principal): Promise<StoredPayout> {
    const at = this.context.clock.now();
    const work = async (transaction: Transaction): Promise<StoredPayout> => {
      const now = await transaction.payouts.require(payout.id);
      const context = await this.contextOf(transaction, now, at);
      refuseObstacles(now, request, { confirm: payout.version, context });
      const event = resolve(now, { ...request, at }, context);
      const after = applyEvents(now, [event]);
      const schedule = request.action === 'resend' ? resendSchedule(now, at) : this.watch(after, at);
      return transaction.payouts.change(now, { events: [event], source: 'operator', at, schedule });
    };
    return this.context.unitOfWork.run(work, { request: by.request });
  }

  /**
   * Returns the schedule of a payout whose result an operator has set. The payout is still read from the provider,
   * because the provider may report another result.
   */
  private watch(payout: StoredPayout, at: number): Rescheduling {
    const { schedule } = payout;
    const safety = this.context.registry.find(payout.account)?.account.safety ?? { returnsAfterPaid: false };
    const read = { schedule, safety, timings: this.context.timings, at, lastAttemptAt: null, changed: true };
    const { nextAt = null, pollStep = 0 } = afterRead(payout, read);
    return { nextAt, pollStep, resendAt: null };
  }

  /** Reads the data that decides whether an action is allowed: the attempts of the payout, and its account. */
  private async contextOf(transaction: Transaction, payout: StoredPayout, at: number): Promise<ResolveContext> {
    const attempts = await transaction.attempts.of(payout.id);
    const account = this.context.registry.find(payout.account)?.account ?? null;
    return { attempts, account, quarantine: this.context.timings.resendQuarantine, at };
  }
}

/**
 * Checks that the action is allowed, and that `confirm` (the version that the operator has seen) is the current version
 * of the payout.
 * @throws PayoutError `state_conflict`, `quarantine`
 */
function refuseObstacles(
  payout: StoredPayout,
  { action }: ResolveRequest,
  { confirm, context }: { confirm: number; context: ResolveContext },
): void {
  if (payout.review !== null && payout.version !== confirm) {
    throw stateConflict(payout, `The payout has changed: its version is ${payout.version}.`);
  }
  const obstacle = obstacleTo(action, payout, context);
  if (obstacle) throw refusalOf(payout, obstacle, context.at);
}

function refusalOf(payout: StoredPayout, { code, detail, until }: Obstacle, at: number): PayoutError {
  if (code === 'state_conflict' || until === null) return stateConflict(payout, detail);
  return new PayoutError('quarantine', `${detail} Decide about it from ${timeText(until)} on.`, {
    retryAfter: Math.ceil((until - at) / 1_000),
  });
}
