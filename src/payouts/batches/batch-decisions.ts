import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { noneExecuted } from '../domain/attempts.js';
import type { EventType, NewEvent, PayoutStatus, Rescheduling } from '../domain/payout.js';
import { clearReview } from '../domain/reviews.js';
import { allowedFrom } from '../domain/transitions.js';
import { EngineContext } from '../engine/engine-context.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import type { BatchRow } from '../storage/entities/batch.entity.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';

export type BatchDecision = 'approve' | 'reject' | 'cancel';

interface Made {
  readonly events: readonly NewEvent[];
  readonly schedule: Rescheduling;
}

const EVENT: Record<BatchDecision, EventType> = { approve: 'approved', reject: 'rejected', cancel: 'canceled' };

/** Applies a decision to all payouts of a batch whose status allows it, in one transaction. */
@Injectable()
export class BatchDecisions {
  constructor(private readonly context: EngineContext) {}

  /**
   * Decides about a batch. The same decision again has the same result.
   * @throws PayoutError `approver_is_creator`; `state_conflict` if no payout is left for the decision
   */
  async decide(batch: BatchRow, decision: BatchDecision, { consumer }: Principal): Promise<void> {
    if (decision !== 'cancel' && batch.consumer === consumer) {
      throw new PayoutError('approver_is_creator', 'Who ordered a batch cannot decide about it.');
    }
    const at = this.context.clock.now();
    await this.context.unitOfWork.run(async (transaction) => {
      const decided = await this.each(transaction, batch.id, decision, { by: consumer, at });
      if (decided > 0 || (await transaction.batches.hasEvent(batch.id, EVENT[decision]))) return;
      throw new PayoutError('state_conflict', `No payout of this batch is in a state to ${decision}.`);
    });
  }

  private async each(
    transaction: Transaction,
    batchId: string,
    decision: BatchDecision,
    who: { by: string; at: number },
  ): Promise<number> {
    const statuses: readonly PayoutStatus[] = allowedFrom(decision);
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids: string[] = await transaction.batches.payoutsIn(batchId, statuses, after);
      const payouts = await decidable(transaction, ids, decision);
      await transaction.payouts.changeAll(
        payouts.map((payout) => {
          const { events, schedule } = made(payout, decision, who);
          const source = decision === 'cancel' ? ('api' as const) : ('operator' as const);
          return { payout, change: { events, source, at: who.at, schedule } };
        }),
      );
      count += payouts.length;
      after = ids.at(-1);
      await endOfTurn();
    }
    return count;
  }
}

/**
 * Locks and returns the payouts whose status allows the decision. To be canceled, a payout must be proven not executed.
 */
async function decidable(
  transaction: Transaction,
  ids: readonly string[],
  decision: BatchDecision,
): Promise<StoredPayout[]> {
  const payouts = [...(await transaction.payouts.lock(ids)).values()].filter(({ status }) =>
    allowedFrom(decision).includes(status),
  );
  if (decision !== 'cancel') return payouts;
  const attempts = await transaction.attempts.ofAll(ids);
  return payouts.filter(({ id }) => noneExecuted(attempts.get(id) ?? []));
}

function made(payout: StoredPayout, decision: BatchDecision, { by, at }: { by: string; at: number }): Made {
  const data = { by };
  if (decision === 'approve') {
    return {
      events: [{ type: 'approved', changes: { status: 'queued', queuedAt: at }, data }],
      schedule: { nextAt: at },
    };
  }
  const type = decision === 'reject' ? 'rejected' : 'canceled';
  const event: NewEvent = { type, changes: { status: 'canceled' }, data };
  return { events: payout.review === null ? [event] : [event, clearReview(payout)], schedule: { nextAt: null } };
}
