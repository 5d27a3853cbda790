import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { isUnavailable } from '../storage/database/database-errors.js';
import { EngineContext } from './engine-context.js';
import { Timers } from './timers.js';

const INTERVAL = 'cauri-balances';

/** Reads the balances of all accounts at the start of the application and then at intervals (`balanceEvery`). */
@Injectable()
export class BalanceScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Balances');

  constructor(
    private readonly context: EngineContext,
    private readonly timers: Timers,
  ) {}

  onApplicationBootstrap(): void {
    const { settings, timings, registry } = this.context;
    const tells = registry.accounts.some(({ name }) => registry.tellsBalance(name));
    if (!settings.worker || !tells) return;
    this.timers.every(INTERVAL, timings.balanceEvery, () => void this.read());
    void this.read();
  }

  beforeApplicationShutdown(): void {
    this.timers.stop(INTERVAL);
  }

  /**
   * Reads each balance that is older than half the interval. A younger one was read by another instance, whose timer
   * runs at other times.
   */
  private async read(): Promise<void> {
    try {
      await this.context.balances.refresh(this.context.timings.balanceEvery / 2);
    } catch (error) {
      // The storage has already logged that the database is unavailable.
      if (!isUnavailable(error)) this.logger.error(`balances: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
