import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { planStep } from '../../common/durations.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import { type Hold, isProbeDue, isProbed, nextProbe, OPEN_ACCOUNT, reserveProbe } from '../domain/account-hold.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { EngineContext } from './engine-context.js';
import { ProviderReader } from './provider-reader.js';
import { type Started, Submitter } from './submitter.js';

/**
 * Tests whether a held account (nothing is sent from it) works again. Looks up the oldest waiting payout at the
 * provider and, if the provider answers, sends only that payout. After an outage, only a few payouts then have an
 * unknown outcome.
 */
@Injectable()
export class HoldProbe {
  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
    private readonly submitter: Submitter,
  ) {}

  /**
   * Looks up the payout at the provider and claims it for sending. If it must not be sent, plans the next probe and
   * returns null.
   */
  async probe(account: ConnectorAccount, candidate: StoredPayout): Promise<Started | null> {
    if (!(await this.isCovered(account, candidate))) return this.release(account, 'short');
    try {
      const answer = await this.reader.read(candidate, 'worker');
      // The provider already has this payout, so it is not sent. The next probe uses another payout.
      if (answer !== 'absent') return await this.release(account, null);
    } catch (error) {
      if (!(error instanceof ProviderReadError)) throw error;
      return this.release(account, error);
    }
    const [started] = await this.submitter.start(account, 1, candidate.id);
    // `started` is undefined if another transaction changed the payout meanwhile.
    return started ?? this.release(account, null);
  }

  /**
   * Returns the payout to probe with. No other process starts a probe of this account until the time of a lease
   * (`lease` milliseconds) is over. Returns null if no probe is due or no payout is suitable. If none is suitable, a
   * `throttled` hold ends.
   */
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
        // The `Retry-After` time is over and no payout waits, so the hold ends without a probe.
        if (hold.reason === 'throttled') await transaction.accounts.set(state, OPEN_ACCOUNT);
        return null;
      }
      await transaction.accounts.set(state, reserveProbe(state, hold, now + this.context.timings.lease));
      return candidate;
    });
  }

  /**
   * Plans the next probe after one that sent no POST. `failure` is `short` if the balance does not cover the payout. It
   * is null if the provider answered: the next probe then comes after the first wait of `HOLD_PLAN`. After a POST,
   * `holdAfter` plans the next probe instead.
   */
  private async release(account: ConnectorAccount, failure: ProviderReadError | 'short' | null): Promise<null> {
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

  private nextAfter(hold: Hold, failure: ProviderReadError | 'short', at: number): Hold {
    const next = nextProbe(hold, { holdPlan: this.context.timings.holdPlan, at });
    const retryAfterMs = failure === 'short' ? null : failure.retryAfterMs;
    return retryAfterMs === null ? next : { ...next, until: at + retryAfterMs };
  }

  /** Returns false if the account is held for lack of money and its balance, read now, does not cover the payout. */
  private async isCovered(account: ConnectorAccount, { amount }: StoredPayout): Promise<boolean> {
    const { hold } = await this.context.unitOfWork.read(({ accounts }) => accounts.get(account.name));
    if (hold?.reason !== 'insufficient_funds') return true;
    const balance = await this.context.balances.read(account);
    return balance !== null && balance.amount >= amount;
  }
}
