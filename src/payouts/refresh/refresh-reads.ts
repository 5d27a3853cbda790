import { Injectable } from '@nestjs/common';
import { type Observation, ProviderReadError } from '../../common/payout-connector.js';
import { EngineContext } from '../engine/engine-context.js';
import { ProviderReader } from '../engine/provider-reader.js';
import { stateConflict } from '../payouts.errors.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { answerInTime } from './answer-in-time.js';

const REFRESH_GAP_MS = 5_000;

/** Reads payouts from their provider during an API request. It never sends a payout. */
@Injectable()
export class ProviderReads {
  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
  ) {}

  /**
   * Reads the payout from the provider and records the answer. Returns `recent` if the last read is less than five
   * seconds old.
   * @throws PayoutError `provider_unavailable`; `state_conflict` if the payout was never sent
   */
  async refresh(payout: StoredPayout): Promise<'now' | 'recent'> {
    if (payout.submittedAt === null) throw stateConflict(payout, 'Nothing was ever sent for this payout.');
    if (!this.context.registry.of(payout)) {
      throw stateConflict(payout, 'The account of this payout is configured with another scope.');
    }
    return (await this.fresh(payout)) === null ? 'recent' : 'now';
  }

  /**
   * Reads the payout from the provider and returns the answer. Returns null if the last read is less than five seconds
   * old.
   * @throws PayoutError `provider_unavailable`
   */
  async fresh(payout: StoredPayout): Promise<Observation | 'absent' | null> {
    const now = this.context.clock.now();
    const taken = await this.context.unitOfWork.run(({ claims }) => claims.takeRead(payout.id, now, REFRESH_GAP_MS));
    return taken ? answerInTime(this.context.timings, this.noting(payout, this.reader.read(payout, 'api'))) : null;
  }

  /**
   * Searches the payout at the provider before an operator's decision. An answer is recorded; `absent` changes nothing.
   * @throws PayoutError `provider_unavailable`
   */
  async search(payout: StoredPayout): Promise<Observation | 'absent'> {
    const told = await answerInTime(this.context.timings, this.noting(payout, this.reader.ask(payout)));
    if (told.answer !== 'absent') await this.reader.note(payout, told, 'operator');
    return told.answer;
  }

  private async noting<T>(payout: StoredPayout, reading: Promise<T>): Promise<T> {
    return reading.catch(async (error) => {
      if (error instanceof ProviderReadError) await this.reader.noteFailure(payout, error);
      throw error;
    });
  }
}
