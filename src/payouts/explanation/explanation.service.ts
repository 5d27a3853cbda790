import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../common/money.js';
import { approvalsIn } from '../domain/approval.js';
import { lastFact } from '../domain/credit-cancellation.js';
import { type ExplainContext, explain } from '../domain/explain.js';
import type { ExplanationDto } from '../dto/explanation.dto.js';
import { EngineContext } from '../engine/engine-context.js';
import { timeOrNull, timeText } from '../payout-view.js';
import type { StoredAccountState } from '../storage/account-states.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/** Explains the status of a payout from stored data. It does not call the provider. */
@Injectable()
export class ExplanationService {
  constructor(private readonly context: EngineContext) {}

  /**
   * Returns why the payout has its status, what happens next, and which actions are allowed now. The sentences are
   * English.
   */
  async explain(payout: StoredPayout): Promise<ExplanationDto> {
    const { attempts, events, state, committed } = await this.context.unitOfWork.read(async (transaction) => ({
      attempts: await transaction.attempts.of(payout.id),
      events: await transaction.payouts.events(payout.id),
      state: await transaction.accounts.get(payout.account),
      committed: await transaction.payouts.committed([payout.account]),
    }));
    const found = this.context.registry.find(payout.account);
    const { facts, next, resend, ...said } = explain(payout, {
      attempts,
      schedule: payout.schedule,
      account: found?.account ?? null,
      approvals: approvalsIn(events),
      approvalExpiresAt: payout.createdAt + this.context.timings.approvalExpires,
      takesBack: found?.connector.cancel !== undefined && lastFact(events) === 'paid',
      hold: state.hold,
      shortfall: shortfallOf(state, committed.get(payout.account) ?? 0, payout.scale),
      quarantine: this.context.timings.resendQuarantine,
      at: this.context.clock.now(),
    });
    return {
      ...said,
      facts: facts.map(({ at, ...fact }) => ({ ...fact, at: timeText(at) })),
      next: next && { action: next.action, at: timeText(next.at) },
      resend: { ...resend, notBefore: timeOrNull(resend.notBefore) },
    };
  }
}

/**
 * Returns a fact for the explanation (a sentence and its time) if the last known balance of the account is less than
 * the sum of its payouts that are queued or under way (`committed`, in minor units). Returns null if the balance is
 * enough or unknown.
 */
function shortfallOf({ balance }: StoredAccountState, committed: number, scale: number): ExplainContext['shortfall'] {
  if (balance === null || balance.amount >= committed) return null;
  const { amount, currency, at } = balance;
  const [has, needs] = [formatAmount(amount, scale), formatAmount(committed, scale)];
  return { fact: `The account has ${has} ${currency}, and ${needs} ${currency} are queued or under way.`, at };
}
