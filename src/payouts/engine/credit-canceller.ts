import { Injectable } from '@nestjs/common';
import { newId } from '../../common/new-id.js';
import type { SubmitOutcome } from '../../common/payout-connector.js';
import { thrownOutcome } from '../../common/submit-outcome.js';
import { afterOutcome, isProbeDue, reserveProbe } from '../domain/account-hold.js';
import type { Alarm } from '../domain/alarms.js';
import { observe } from '../domain/apply-observation.js';
import { mayBeExecuted } from '../domain/attempts.js';
import { cancelEnded, cancelStarted } from '../domain/credit-cancellation.js';
import { applyEvents } from '../domain/fold.js';
import type { Cancellation, NewEvent, Payout } from '../domain/payout.js';
import { afterRead, keepEarlier } from '../domain/read-schedule.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { EngineContext } from './engine-context.js';
import { toInstruction } from './instruction.js';
import { persist } from './persist.js';
import type { Decision, Known } from './recorder.js';

/**
 * A paid payout whose money the provider is asked to take back. The intent to send the cancel POST is stored, so the
 * POST may be sent now.
 */
export interface Cancelling {
  readonly payout: StoredPayout;
  readonly cancellation: Cancellation;
}

/**
 * Asks the provider to take back the money of a paid payout. The intent to send the cancel POST is stored before its
 * first byte, so after a crash it is known that the POST may have been executed. The POST is never repeated without a
 * read of the payout in between.
 */
@Injectable()
export class CreditCanceller {
  constructor(private readonly context: EngineContext) {}

  /**
   * Sends the cancel POST of a payout and records its outcome. The worker calls it right after a read that allows it.
   * Sends nothing if another worker was faster, or the account is held and no probe is due.
   * @throws the last error if `abandoned` returns true before the outcome is recorded
   */
  async cancel({ id }: StoredPayout, abandoned: () => boolean): Promise<void> {
    const started = await this.start(id);
    if (started === null) return;
    const outcome = await this.post(started.payout);
    await persist(() => this.record(started, outcome), abandoned);
  }

  /**
   * Stores the intent to send the cancel POST. Returns null if it must not be sent: another worker has started it, the
   * account is held (nothing is sent from it), or the cancellation is no longer open.
   *
   * If a probe of a held account (one POST that tests whether the account works again) is due, the cancel POST serves
   * as the probe. The provider has just answered a read, and no other payout may be waiting.
   */
  private start(id: string): Promise<Cancelling | null> {
    const at = this.context.clock.now();
    const post = newId();
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

  /**
   * Returns the changes to record. Returns null if an earlier call has already recorded the outcome, or if the account
   * is no longer configured.
   */
  private decide(
    { payout: before, cancellation }: Cancelling,
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
    const startedAt = cancellation.updatedAt;
    return {
      change: { events, source: 'worker', at, schedule: keepEarlier({ nextAt }, before.schedule, schedule) },
      account: afterOutcome(outcome, { startedAt, alarms, holdPlan: timings.holdPlan, at }),
    };
  }
}

/**
 * Returns the cancellation of a payout if its POST may be sent: it is requested, and the payout is paid and not in
 * review.
 */
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
