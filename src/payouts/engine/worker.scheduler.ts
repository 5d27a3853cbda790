import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import { Timers } from './timers.js';
import { Worker } from './worker.js';

const INTERVAL = 'cauri-worker';

/**
 * Calls the worker at once and then at intervals (`workerInterval`), from the start of the application until its
 * shutdown. The shutdown waits for the POSTs in progress. Starts nothing if the setting `worker` is false.
 */
@Injectable()
export class WorkerScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private advised = false;

  constructor(
    private readonly worker: Worker,
    @Inject(ENGINE_SETTINGS) private readonly settings: EngineSettings,
    private readonly timers: Timers,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.worker) return;
    this.timers.every(INTERVAL, this.settings.timings.workerInterval, () => {
      this.adviseOnSignals();
      void this.worker.tick();
    });
    void this.worker.tick();
  }

  /**
   * Warns once if no handler for SIGTERM exists. The check runs at the first interval and not at bootstrap, because a
   * host application may enable its shutdown hooks after `init` or `listen`.
   */
  private adviseOnSignals(): void {
    if (this.advised) return;
    this.advised = true;
    if (process.listenerCount('SIGTERM') > 0) return;
    this.logger.warn('SIGTERM would end this process in the middle of a POST: call app.enableShutdownHooks()');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timers.stop(INTERVAL);
    await this.worker.drain();
  }
}
