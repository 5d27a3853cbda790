import { Injectable } from '@nestjs/common';
import { planStep } from '../../common/durations.js';
import { type ConnectorAccount, ProviderReadError } from '../../common/payout-connector.js';
import { type Hold, isProbeDue, isProbed, nextProbe, OPEN_ACCOUNT, reserveProbe } from '../domain/account-hold.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { EngineContext } from './engine-context.js';
import { ProviderReader } from './provider-reader.js';
import { type Started, Submitter } from './submitter.js';

/**
 * Finds out whether a held account may send again: a look-up of the oldest waiting payout and, when the provider answers
 * it, the POST of that one payout. So an outage puts a handful of payouts in doubt, not the payroll.
 */
@Injectable()
export class HoldProbe {
  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
    private readonly submitter: Submitter,
  ) {}

  /** The attempt to send when the look-up was answered, else null. */
  async probe(account: ConnectorAccount, candidate: StoredPayout): Promise<Started | null> {
    try {
      const answer = await this.reader.read(candidate, 'worker');
      // Known already: nothing to send. The next waiting payout is the next probe.
      if (answer !== 'absent') return await this.release(account, null);
    } catch (error) {
      if (!(error instanceof ProviderReadError)) throw error;
      return this.release(account, error);
    }
    const [started] = await this.submitter.start(account, 1, candidate.id);
    // Somebody else has changed it meanwhile.
    return started ?? this.release(account, null);
  }

  /** The payout to probe with, when a probe is due; one instance takes it. */
  reserve(account: ConnectorAccount): Promise<StoredPayout | null> {
    const now = this.context.clock.now();
    return this.context.unitOfWork.run(async (transaction) => {
      const state = await transaction.accounts.get(account.name);
      const { hold } = state;
      if (hold === null || !isProbeDue(hold, now)) return null;
      const { claims } = transaction;
      const candidate =
        (await claims.oldestWaiting(account.name, account.scope, now)) ??
        (await claims.oldestRefused(account.name, account.scope, now));
      if (candidate === null) {
        // The time that a provider asked for is over, and nothing waits that could show it.
        if (hold.reason === 'throttled') await transaction.accounts.set(state, OPEN_ACCOUNT);
        return null;
      }
      await transaction.accounts.set(state, reserveProbe(state, hold, now + this.context.timings.lease));
      return candidate;
    });
  }

  /** Without a POST there is no outcome that would set the next probe. */
  private async release(account: ConnectorAccount, failure: ProviderReadError | null): Promise<null> {
    const at = this.context.clock.now();
    await this.context.unitOfWork.run(async (transaction) => {
      const state = await transaction.accounts.get(account.name);
      if (state.hold === null || !isProbed(state.hold)) return;
      const soon = { ...state.hold, until: at + planStep(this.context.timings.holdPlan, 0) };
      const next = failure === null ? soon : this.nextAfter(state.hold, failure, at);
      await transaction.accounts.set(state, { ...state, hold: next });
    });
    return null;
  }

  private nextAfter(hold: Hold, { retryAfterMs }: ProviderReadError, at: number): Hold {
    const next = nextProbe(hold, { holdPlan: this.context.timings.holdPlan, at });
    return retryAfterMs === null ? next : { ...next, until: at + retryAfterMs };
  }
}
