import { Injectable } from '@nestjs/common';
import { isAllowed } from '../domain/allowed-decisions.js';
import { type ApprovalDecision, type DecisionEvent, decideApproval, decisionIn } from '../domain/approval.js';
import type { PayoutDto } from '../dto/payout.dto.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutQueries } from '../payout-queries.js';
import { toPayoutDto } from '../payout-view.js';
import { PayoutError, stateConflict } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';

/** Approves and rejects payouts that wait for an approval before they are sent. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly context: EngineContext,
    private readonly queries: PayoutQueries,
  ) {}

  /**
   * Approves or rejects a payout. One rejection cancels the payout. The last approval that it needs lets it be sent. If
   * two are needed, the payout still waits after the first. A repeated call has the same result.
   * @throws PayoutError `not_found`; `approver_is_creator`; `state_conflict` after another decision, also by the same
   *   consumer, or if no approval was required
   */
  async decide(id: string, decision: ApprovalDecision, principal: Principal): Promise<PayoutDto> {
    const found = await this.queries.find(id, principal);
    if (found.consumer === principal.consumer) {
      throw new PayoutError('approver_is_creator', 'Who ordered a payout cannot decide about it.');
    }
    const at = this.context.clock.now();
    const work = async (transaction: Transaction): Promise<StoredPayout> => {
      const payout = await transaction.payouts.require(found.id);
      const events = await transaction.payouts.events(payout.id);
      if (!isAllowed(decision, payout.status)) return decidedBefore(payout, events, decision);
      const outcome = decideApproval(payout, events, { decision, by: principal.consumer, at });
      if (outcome.kind === 'otherwise') throw stateConflict(payout, 'You have approved this payout already.');
      if (outcome.kind !== 'change') return payout;
      const { events: changes, schedule } = outcome;
      return transaction.payouts.change(payout, { events: changes, source: 'operator', at, schedule });
    };
    return toPayoutDto(await this.context.unitOfWork.run(work, { request: principal.request }));
  }
}

/**
 * Returns the payout if the same decision has already ended its wait for approval.
 * @throws PayoutError `state_conflict` if the wait ended in another way, or if the payout never waited for an approval
 */
function decidedBefore(
  payout: StoredPayout,
  events: readonly DecisionEvent[],
  decision: ApprovalDecision,
): StoredPayout {
  if (decisionIn(events) === decision) return payout;
  throw stateConflict(payout, `A payout that is ${payout.status} does not wait for an approval.`);
}
