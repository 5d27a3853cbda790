import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ENGINE_SETTINGS, type EngineSettings } from '../payouts.options.js';
import { Worker } from './worker.js';

const INTERVAL = 'cauri-worker';

/** Says when; the worker knows what and how much. */
@Injectable()
export class WorkerScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private advised = false;

  constructor(
    private readonly worker: Worker,
    @Inject(ENGINE_SETTINGS) private readonly settings: EngineSettings,
    @Optional() @Inject(SchedulerRegistry) private readonly scheduler?: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.worker) return;
    if (!this.scheduler) {
      throw new Error('PayoutsModule needs ScheduleModule.forRoot() in the application, or worker: false');
    }
    const interval = setInterval(() => {
      this.adviseOnSignals();
      void this.worker.tick();
    }, this.settings.timings.workerInterval);
    this.scheduler.addInterval(INTERVAL, interval);
    void this.worker.tick();
  }

  /** Not at bootstrap: a host may ask for its shutdown hooks after `init` or `listen`. */
  private adviseOnSignals(): void {
    if (this.advised) return;
    this.advised = true;
    if (process.listenerCount('SIGTERM') > 0) return;
    this.logger.warn('SIGTERM would end this process in the middle of a POST: call app.enableShutdownHooks()');
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.scheduler?.doesExist('interval', INTERVAL)) this.scheduler.deleteInterval(INTERVAL);
    await this.worker.drain();
  }
}
