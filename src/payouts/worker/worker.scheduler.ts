import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
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
    this.scheduler.addInterval(
      INTERVAL,
      setInterval(() => void this.worker.tick(), this.settings.timings.workerInterval),
    );
    void this.worker.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.scheduler?.doesExist('interval', INTERVAL)) this.scheduler.deleteInterval(INTERVAL);
    await this.worker.drain();
  }
}
