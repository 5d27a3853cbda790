import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { allowedFrom } from '../domain/allowed-decisions.js';
import { type ApprovalDecision, type DecisionEvent, decideApproval } from '../domain/approval.js';
import { type Attempt, noneExecuted } from '../domain/attempts.js';
import type { EventType, NewEvent, PayoutStatus } from '../domain/payout.js';
import { clearAnyReview } from '../domain/reviews.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import type { BatchRow } from '../storage/entities/batch.entity.js';
import type { DecidedChange } from '../storage/payout-changes.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';

export type BatchDecision = 'approve' | 'reject' | 'cancel';

/** Name of the consumer who decides, and the time of the decision in epoch milliseconds. */
interface Decider {
  readonly by: string;
  readonly at: number;
}

const EVENT: Record<BatchDecision, EventType> = { approve: 'approved', reject: 'rejected', cancel: 'canceled' };

/** Approves, rejects or cancels in one transaction all payouts of a batch whose status allows it. */
@Injectable()
export class BatchDecisions {
  constructor(private readonly context: EngineContext) {}

  /**
   * Applies the decision to the payouts of the batch whose status allows it; the others stay unchanged. A repeated call
   * has the same result.
   * @throws PayoutError `approver_is_creator`; `state_conflict` if no payout can be decided any more
   */
  async decide(batch: BatchRow, decision: BatchDecision, { consumer, request }: Principal): Promise<void> {
    if (decision !== 'cancel' && batch.consumer === consumer) {
      throw new PayoutError('approver_is_creator', 'Who ordered a batch cannot decide about it.');
    }
    if (decision === 'approve') await this.context.balances.beforeBatch();
    const at = this.context.clock.now();
    const work = async (transaction: Transaction): Promise<void> => {
      const decided = await this.each(transaction, batch.id, decision, { by: consumer, at });
      if (decided > 0 || (await transaction.batches.hasEvent(batch.id, EVENT[decision]))) return;
      throw new PayoutError('state_conflict', `No payout of this batch is in a state to ${decision}.`);
    };
    await this.context.unitOfWork.run(work, { request });
  }

  /**
   * Applies the decision to the payouts of the batch, up to 1,000 at a time. Other requests can run between two
   * portions. Returns the number of changed payouts.
   */
  private async each(
    transaction: Transaction,
    batchId: string,
    decision: BatchDecision,
    who: Decider,
  ): Promise<number> {
    const statuses: readonly PayoutStatus[] = allowedFrom(decision);
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids: string[] = await transaction.batches.payoutsIn(batchId, statuses, after);
      const changes = await changesFor(transaction, ids, decision, who);
      await transaction.payouts.changeAll(changes);
      count += changes.length;
      after = ids.at(-1);
      await endOfTurn();
    }
    return count;
  }
}

/** Locks these payouts and returns the changes of those whose status allows the decision. */
async function changesFor(
  transaction: Transaction,
  ids: readonly string[],
  decision: BatchDecision,
  who: Decider,
): Promise<DecidedChange[]> {
  const payouts = [...(await transaction.payouts.lock(ids)).values()].filter(({ status }) =>
    allowedFrom(decision).includes(status),
  );
  return decision === 'cancel'
    ? cancelAll(payouts, await transaction.attempts.ofAll(ids), who)
    : decideAll(payouts, await transaction.payouts.decisionsOf(ids), { decision, ...who });
}

/** Returns the changes that cancel payouts. Leaves out payouts that the provider may have executed. */
function cancelAll(
  payouts: readonly StoredPayout[],
  attempts: ReadonlyMap<string, readonly Attempt[]>,
  { by, at }: Decider,
): DecidedChange[] {
  return payouts
    .filter(({ id }) => noneExecuted(attempts.get(id) ?? []))
    .map((payout) => {
      const event: NewEvent = { type: 'canceled', changes: { status: 'canceled' }, data: { by } };
      const events = [event, ...clearAnyReview(payout)];
      return { payout, change: { events, source: 'api', at, schedule: { nextAt: null } } };
    });
}

/**
 * Returns the changes that approve or reject payouts. Leaves out payouts about which this consumer has already decided.
 */
function decideAll(
  payouts: readonly StoredPayout[],
  decisions: ReadonlyMap<string, readonly DecisionEvent[]>,
  decider: Decider & { readonly decision: ApprovalDecision },
): DecidedChange[] {
  return payouts.flatMap((payout): DecidedChange[] => {
    const outcome = decideApproval(payout, decisions.get(payout.id) ?? [], decider);
    if (outcome.kind !== 'change') return [];
    const { events, schedule } = outcome;
    return [{ payout, change: { events, source: 'operator', at: decider.at, schedule } }];
  });
}
