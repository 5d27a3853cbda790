import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { withinLimit } from '../../common/time-limit.js';
import { isUnavailable } from '../storage/database/database-errors.js';
import { EngineContext } from './engine-context.js';
import { Timers } from './timers.js';
import { Worker } from './worker.js';

const INTERVAL = 'cauri-balances';
/** Maximum milliseconds that `workUntilIdle` waits for balances. A provider that is silent then delays nothing else. */
const WAIT_MS = 5_000;

/**
 * Reads the balances of all accounts at the start of the application and then at intervals (`balanceEvery`). If this
 * process has no background worker (`worker: false`), `workUntilIdle` reads the balances that are older than the
 * interval. Does nothing if no provider has an endpoint for the balance.
 */
@Injectable()
export class BalanceScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Balances');

  constructor(
    private readonly context: EngineContext,
    private readonly timers: Timers,
    private readonly worker: Worker,
  ) {}

  onApplicationBootstrap(): void {
    const { settings, timings, registry } = this.context;
    const tells = registry.accounts.some(({ name }) => registry.tellsBalance(name));
    if (!tells) return;
    if (settings.worker) {
      // A balance younger than half the interval was read by another instance, whose timer runs at other times.
      const read = () => void this.read(timings.balanceEvery / 2);
      this.timers.every(INTERVAL, timings.balanceEvery, read);
      read();
    } else this.worker.alsoDo((limitMs) => this.readWithin(limitMs));
  }

  beforeApplicationShutdown(): void {
    this.timers.stop(INTERVAL);
  }

  /** Reads the balances that are due, but does not wait for them longer than `WAIT_MS` or `limitMs` milliseconds. */
  private async readWithin(limitMs: number): Promise<void> {
    const reading = this.read(this.context.timings.balanceEvery);
    await withinLimit(Math.min(limitMs, WAIT_MS), reading, () => new Error('balances are late')).catch(() => undefined);
  }

  /** Reads each balance that is older than `age` milliseconds. Logs an error instead of throwing it. */
  private async read(age: number): Promise<void> {
    try {
      await this.context.balances.refresh(age);
    } catch (error) {
      // The storage has already logged that the database is unavailable.
      if (!isUnavailable(error)) this.logger.error(`balances: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
}
