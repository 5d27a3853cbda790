import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../domain/payout.js';
import { isAllowed } from '../domain/transitions.js';
import type { PayoutDto } from '../dto/payout.dto.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutQueries } from '../payout-queries.js';
import { toPayoutDto } from '../payout-view.js';
import { PayoutError, stateConflict } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';

type Decision = 'approve' | 'reject';

const EVENT = { approve: 'approved', reject: 'rejected' } as const;

/** Approves and rejects payouts of accounts that require approval. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly context: EngineContext,
    private readonly queries: PayoutQueries,
  ) {}

  /**
   * Decides about a payout. The same decision again has the same result.
   * @throws PayoutError `approver_is_creator`; `state_conflict` after another decision, or if the payout needed none
   */
  async decide(id: string, decision: Decision, principal: Principal): Promise<PayoutDto> {
    const found = await this.queries.find(id, principal);
    if (found.consumer === principal.consumer) {
      throw new PayoutError('approver_is_creator', 'Who ordered a payout cannot decide about it.');
    }
    const at = this.context.clock.now();
    const decided = await this.context.unitOfWork.run(async (transaction) => {
      const payout = await transaction.payouts.require(found.id);
      if (!isAllowed(decision, payout.status)) return decidedBefore(transaction, payout, decision);
      const events = [eventOf(decision, principal.consumer, at)];
      const nextAt = decision === 'approve' ? at : null;
      return transaction.payouts.change(payout, { events, source: 'operator', at, schedule: { nextAt } });
    });
    return toPayoutDto(decided);
  }
}

async function decidedBefore(
  transaction: Transaction,
  payout: StoredPayout,
  decision: Decision,
): Promise<StoredPayout> {
  const events = await transaction.payouts.events(payout.id);
  if (events.some(({ type }) => type === EVENT[decision])) return payout;
  throw stateConflict(payout, `A payout that is ${payout.status} does not wait for an approval.`);
}

function eventOf(decision: Decision, by: string, at: number): NewEvent {
  if (decision === 'reject') return { type: 'rejected', changes: { status: 'canceled' }, data: { by } };
  return { type: 'approved', changes: { status: 'queued', queuedAt: at }, data: { by } };
}
