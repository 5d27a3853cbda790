import { Inject, Injectable, Optional } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

/**
 * Manages all timers of Cauri. They are in the `SchedulerRegistry` of `@nestjs/schedule`, with names that begin with
 * `cauri-`. The host application can stop one by deleting it there.
 */
@Injectable()
export class Timers {
  constructor(@Optional() @Inject(SchedulerRegistry) private readonly registry?: SchedulerRegistry) {}

  /** True if the host has a `SchedulerRegistry`. Only then can there be timers. */
  get areAvailable(): boolean {
    return this.registry !== undefined;
  }

  /**
   * Calls `work` every `ms` milliseconds until `stop(name)` is called, for the first time after `ms`.
   * @throws if the host has no `SchedulerRegistry`, or an interval of this name exists
   */
  every(name: string, ms: number, work: () => void): void {
    this.required().addInterval(name, setInterval(work, ms));
  }

  /**
   * Calls `work` once after `ms` milliseconds. Replaces a timer with the same name.
   * @throws if the host has no `SchedulerRegistry`
   */
  after(name: string, ms: number, work: () => void): void {
    this.stop(name);
    this.required().addTimeout(name, setTimeout(work, ms));
  }

  /** Stops the timer with this name, if there is one. */
  stop(name: string): void {
    if (this.registry?.doesExist('interval', name)) this.registry.deleteInterval(name);
    if (this.registry?.doesExist('timeout', name)) this.registry.deleteTimeout(name);
  }

  private required(): SchedulerRegistry {
    if (this.registry) return this.registry;
    throw new Error('PayoutsModule needs ScheduleModule.forRoot() in the application, or worker: false');
  }
}
