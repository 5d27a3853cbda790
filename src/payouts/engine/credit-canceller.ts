import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { SubmitOutcome } from '../../common/payout-connector.js';
import { thrownOutcome } from '../../common/submit-outcome.js';
import { afterOutcome, isProbeDue, reserveProbe } from '../domain/account-hold.js';
import type { Alarm } from '../domain/alarms.js';
import { mayBeExecuted } from '../domain/attempts.js';
import { cancelEnded, cancelStarted } from '../domain/credit-cancellation.js';
import { applyEvents } from '../domain/fold.js';
import { observe } from '../domain/observe.js';
import type { Cancellation, NewEvent, Payout } from '../domain/payout.js';
import { afterRead } from '../domain/schedule.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { EngineContext } from './engine-context.js';
import { toInstruction } from './instruction.js';
import { persist } from './persist.js';
import type { Decision, Known } from './recorder.js';

/** A paid payout whose credit is being taken back. */
export interface Cancelling {
  readonly payout: StoredPayout;
  readonly cancellation: Cancellation;
}

/**
 * Asks the provider to take a credit back. As when sending a payout, the cancel POST is stored before it is sent, and
 * exactly one is sent.
 */
@Injectable()
export class CreditCanceller {
  constructor(private readonly context: EngineContext) {}

  /** Cancels a credit. Called right after a read that says that it can be cancelled. */
  async cancel({ id }: StoredPayout, abandoned: () => boolean): Promise<void> {
    const started = await this.start(id);
    if (started === null) return;
    const outcome = await this.post(started.payout);
    await persist(() => this.record(started, outcome), abandoned);
  }

  /**
   * Stores the cancel POST. Returns null if it must not be sent: another worker has started it, or the account is held.
   * On a held account the POST serves as a probe if one is due: the read before it was answered, and there may be no
   * other payout to probe with.
   */
  private start(id: string): Promise<Cancelling | null> {
    const at = this.context.clock.now();
    const post = uuidv7();
    return this.context.unitOfWork.run(async (transaction) => {
      const payout = await transaction.payouts.require(id);
      const state = await transaction.accounts.get(payout.account);
      const { hold } = state;
      const cancellation = requested(payout);
      if (cancellation === null || (hold !== null && !isProbeDue(hold, at))) return null;
      if (hold) await transaction.accounts.set(state, reserveProbe(state, hold, at + this.context.timings.lease));
      const event = cancelStarted(cancellation, post, at);
      const changed = await transaction.payouts.change(payout, { events: [event], source: 'worker', at });
      const started = requested(changed);
      return started && { payout: changed, cancellation: started };
    });
  }

  private async post(payout: StoredPayout): Promise<SubmitOutcome> {
    const found = this.context.registry.of(payout);
    const cancel = found?.connector.cancel;
    if (!found || !cancel) return notAsked('the account is not configured');
    const instruction = toInstruction(payout, found.account, this.context.settings.callbacks);
    return cancel.call(found.connector, instruction).catch(thrownOutcome);
  }

  private record(cancelling: Cancelling, outcome: SubmitOutcome): Promise<unknown> {
    const at = this.context.clock.now();
    const decide = (known: Known) => this.decide(cancelling, outcome, known, at);
    return this.context.recorder.record({ payoutId: cancelling.payout.id, decide });
  }

  /** Returns null if the outcome is recorded already. */
  private decide(
    { cancellation }: Cancelling,
    outcome: SubmitOutcome,
    { payout, attempts }: Known,
    at: number,
  ): Decision | null {
    const account = this.context.registry.of(payout)?.account;
    if (!account || payout.cancellation?.post !== cancellation.post) return null;
    const { events, alarms } = eventsAfter(payout, outcome, { at, mayBeExecuted: mayBeExecuted(attempts) });
    const { timings } = this.context;
    const { schedule } = payout;
    const read = { schedule, safety: account.safety, timings, at, lastAttemptAt: null, changed: false };
    const { nextAt = null } = afterRead(applyEvents(payout, events), read);
    return {
      change: { events, source: 'worker', at, schedule: { nextAt } },
      account: afterOutcome(outcome, { startedAt: at, alarms, holdPlan: timings.holdPlan, at }),
    };
  }
}

function requested(payout: Payout): Cancellation | null {
  const open = payout.status === 'paid' && payout.review === null && payout.cancellation?.status === 'requested';
  return open ? payout.cancellation : null;
}

function eventsAfter(
  payout: Payout,
  outcome: SubmitOutcome,
  context: { at: number; mayBeExecuted: boolean },
): { events: readonly NewEvent[]; alarms: readonly Alarm[] } {
  if (payout.cancellation === null) return { events: [], alarms: [] };
  const ended = cancelEnded(payout.cancellation, outcome, context.at);
  if (outcome.kind !== 'accepted') return { events: [ended], alarms: [] };
  const { events, alarms } = observe(applyEvents(payout, [ended]), outcome.observation, context);
  return { events: [ended, ...events], alarms };
}

function notAsked(reason: string): SubmitOutcome {
  return { kind: 'not_sent', cause: 'no_connection', reason, httpStatus: null, retryAfterMs: null };
}
