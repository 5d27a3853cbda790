import { Injectable } from '@nestjs/common';
import { type Observation, ProviderReadError } from '../common/payout-connector.js';
import { PayoutError, stateConflict } from './payouts.errors.js';
import type { StoredPayout } from './storage/payout-rows.js';
import { Reader } from './worker/reader.js';
import { WorkerContext } from './worker/worker-context.js';

const REFRESH_GAP_MS = 5_000;

/** Reads of a provider inside a request. They never send anything. */
@Injectable()
export class ProviderReads {
  constructor(
    private readonly context: WorkerContext,
    private readonly reader: Reader,
  ) {}

  /**
   * Reads the provider, at most every five seconds.
   * @throws PayoutError `state_conflict` when there is nothing to read, `provider_unavailable`
   */
  async refresh(payout: StoredPayout): Promise<void> {
    if (payout.submittedAt === null) throw stateConflict(payout, 'Nothing was ever sent for this payout.');
    if (!this.context.registry.of(payout)) {
      throw stateConflict(payout, 'The account of this payout is configured with another scope.');
    }
    await this.fresh(payout);
  }

  /** Reads the provider unless it was read within five seconds, then null. @throws PayoutError `provider_unavailable` */
  async fresh(payout: StoredPayout): Promise<Observation | 'absent' | null> {
    const now = this.context.clock.now();
    const taken = await this.context.unitOfWork.run(({ claims }) => claims.takeRead(payout.id, now, REFRESH_GAP_MS));
    return taken ? this.reader.read(payout, 'api').catch(unreadable) : null;
  }

  /**
   * A fresh search for an operator's decision. What it finds is written down; that it found nothing changes nothing.
   * @throws PayoutError `provider_unavailable`
   */
  async search(payout: StoredPayout): Promise<Observation | 'absent'> {
    const told = await this.reader.ask(payout).catch(unreadable);
    if (told.answer !== 'absent') await this.reader.note(payout, told, 'operator');
    return told.answer;
  }
}

function unreadable(error: unknown): never {
  if (!(error instanceof ProviderReadError)) throw error;
  throw new PayoutError('provider_unavailable', `The provider could not be read: ${error.message}.`);
}
