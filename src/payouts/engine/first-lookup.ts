import { Injectable } from '@nestjs/common';
import { ProviderReadError } from '../../common/payout-connector.js';
import { observe } from '../domain/apply-observation.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { EngineContext } from './engine-context.js';
import { refusal } from './lease-check.js';
import { ProviderReader } from './provider-reader.js';
import type { Stopped } from './recipient-check.js';

/**
 * Interval in milliseconds at which the database is asked whether it may lose a COMMIT. The answer can change, because
 * it depends on the database's settings.
 */
const ASK_EVERY_MS = 60_000;

/**
 * Looks a payout up at its provider before a POST, although the database says that no earlier one can have been
 * executed. It does so before the first POST (`LOOKUP_BEFORE_FIRST_SEND`), because a database that has lost a COMMIT, or
 * that was restored from an older copy, may no longer know that the payout was sent. And it does so before a repeated
 * POST if the provider has sent a callback about the payout, because the callback contradicts the database.
 */
@Injectable()
export class FirstLookup {
  private asked: { readonly at: number; readonly mayLose: Promise<boolean> } | null = null;

  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
  ) {}

  /**
   * Looks up a payout whose attempt is stored and not sent yet, if the setting requires this. Returns null if the
   * payout may be sent. If the provider gives no usable answer, the result says that the payout is not sent now. If the
   * provider already has the payout, the result also has the events of the provider's report, and the alarm that stops
   * all sending from the account. `isRepeated` is true if there was an earlier attempt.
   */
  async check(payout: StoredPayout, isRepeated: boolean): Promise<Stopped | null> {
    if (!(await this.isOn()) && !(isRepeated && (await this.isCalledBack(payout)))) return null;
    try {
      // Of a POST that our records do not know, nobody knows the time. So the whole list is searched.
      const { answer, searchedAt } = await this.reader.ask({ ...payout, submittedAt: null });
      if (answer === 'absent') return null;
      const unsent = { ...payout, status: 'queued' as const };
      const { events, alarms } = observe(unsent, answer, { at: searchedAt, mayBeExecuted: false });
      return { outcome: refusal('the provider already has this payout'), closing: events, alarms };
    } catch (error) {
      if (!(error instanceof ProviderReadError)) throw error;
      const outcome = refusal('the provider did not tell whether it has this payout', error.retryAfterMs);
      return { outcome, closing: [] };
    }
  }

  private isOn(): Promise<boolean> | boolean {
    const { lookupBeforeFirstSend } = this.context.settings;
    return lookupBeforeFirstSend === 'auto' ? this.mayLoseCommits() : lookupBeforeFirstSend === 'on';
  }

  /** Returns true if a genuine callback about the payout has arrived. Runs one statement. */
  private async isCalledBack({ id }: StoredPayout): Promise<boolean> {
    return (await this.context.unitOfWork.read(({ callbacks }) => callbacks.newsOf([id]))).has(id);
  }

  private mayLoseCommits(): Promise<boolean> {
    const now = this.context.clock.monotonic();
    if (this.asked === null || now - this.asked.at >= ASK_EVERY_MS) {
      this.asked = { at: now, mayLose: this.context.unitOfWork.mayLoseCommits() };
    }
    return this.asked.mayLose;
  }
}
