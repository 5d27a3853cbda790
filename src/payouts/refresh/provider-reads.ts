import { Injectable } from '@nestjs/common';
import { type Observation, ProviderReadError } from '../../common/payout-connector.js';
import { EngineContext } from '../engine/engine-context.js';
import { ProviderReader } from '../engine/provider-reader.js';
import { stateConflict } from '../payouts.errors.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { answerInTime } from './answer-in-time.js';

const REFRESH_GAP_MS = 5_000;

/** Reads a provider within a request. Never sends anything. */
@Injectable()
export class ProviderReads {
  constructor(
    private readonly context: EngineContext,
    private readonly reader: ProviderReader,
  ) {}

  /**
   * Reads the payout from the provider, at most every five seconds.
   * @throws PayoutError `state_conflict` if there is nothing to read, `provider_unavailable`
   */
  async refresh(payout: StoredPayout): Promise<'now' | 'recent'> {
    if (payout.submittedAt === null) throw stateConflict(payout, 'Nothing was ever sent for this payout.');
    if (!this.context.registry.of(payout)) {
      throw stateConflict(payout, 'The account of this payout is configured with another scope.');
    }
    return (await this.fresh(payout)) === null ? 'recent' : 'now';
  }

  /**
   * Reads the payout from the provider. Returns null if it was read less than five seconds ago.
   * @throws PayoutError `provider_unavailable`
   */
  async fresh(payout: StoredPayout): Promise<Observation | 'absent' | null> {
    const now = this.context.clock.now();
    const taken = await this.context.unitOfWork.run(({ claims }) => claims.takeRead(payout.id, now, REFRESH_GAP_MS));
    return taken ? answerInTime(this.context.timings, this.noting(payout, this.reader.read(payout, 'api'))) : null;
  }

  /**
   * Searches the provider for an operator's decision. A result is stored; finding nothing changes nothing.
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
