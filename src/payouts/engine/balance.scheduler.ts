import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { isUnavailable } from '../storage/database/database-errors.js';
import { EngineContext } from './engine-context.js';
import { Timers } from './timers.js';

const INTERVAL = 'cauri-balances';

/** Reads the balances of all accounts at intervals, and once at the start. */
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

  /** Half of the interval is old enough: the timers of several instances do not run in step. */
  private async read(): Promise<void> {
    try {
      await this.context.balances.refresh(this.context.timings.balanceEvery / 2);
    } catch (error) {
      // The storage has logged an unavailable database.
      if (!isUnavailable(error)) this.logger.error(`balances: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
