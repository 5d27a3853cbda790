import { Injectable } from '@nestjs/common';
import { type Observation, ProviderReadError } from '../../common/payout-connector.js';
import { EngineContext } from '../engine/engine-context.js';
import { ProviderReader } from '../engine/provider-reader.js';
import { stateConflict } from '../payouts.errors.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { answerInTime } from './answer-in-time.js';

/** Minimum time in milliseconds between the last read of a payout, for any purpose, and a read for an API request. */
const REFRESH_GAP_MS = 5_000;

/** Reads payouts from their provider while an API request waits. It never sends a payout. */
@Injectable()
export class ProviderReads {
  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
  ) {}

  /**
   * Reads the payout from the provider, stores the answer and returns `now`. If the last read is less than five seconds
   * old, returns `recent` without a read.
   * @throws PayoutError `provider_unavailable` if there is no usable answer; `state_conflict` if the payout was never
   *   sent, or if its account now has another scope (account at the provider)
   */
  async refresh(payout: StoredPayout): Promise<'now' | 'recent'> {
    if (payout.submittedAt === null) throw stateConflict(payout, 'Nothing was ever sent for this payout.');
    if (!this.context.registry.of(payout)) {
      throw stateConflict(payout, 'The account of this payout is configured with another scope.');
    }
    return (await this.fresh(payout)) === null ? 'recent' : 'now';
  }

  /**
   * Reads the payout from the provider, stores the answer and returns it. If the last read is less than five seconds
   * old, returns null without a read.
   * @throws PayoutError `provider_unavailable` if there is no usable answer
   */
  async fresh(payout: StoredPayout): Promise<Observation | 'absent' | null> {
    const now = this.context.clock.now();
    const taken = await this.context.unitOfWork.run(({ claims }) => claims.takeRead(payout.id, now, REFRESH_GAP_MS));
    return taken ? answerInTime(this.context.timings, this.noting(payout, this.reader.read(payout, 'api'))) : null;
  }

  /**
   * Searches for the payout at the provider before an operator's decision takes effect, even if it was read a moment
   * ago. If the provider has the payout, its answer is stored. If the answer is `absent`, nothing is stored.
   * @throws PayoutError `provider_unavailable` if there is no usable answer
   */
  async search(payout: StoredPayout): Promise<Observation | 'absent'> {
    const told = await answerInTime(this.context.timings, this.noting(payout, this.reader.ask(payout)));
    if (told.answer !== 'absent') await this.reader.note(payout, told, 'operator');
    return told.answer;
  }

  /** Waits for a read. If it fails, stores the failure with the payout and throws the error again. */
  private async noting<T>(payout: StoredPayout, reading: Promise<T>): Promise<T> {
    return reading.catch(async (error) => {
      if (error instanceof ProviderReadError) await this.reader.noteFailure(payout, error);
      throw error;
    });
  }
}
