import { Inject, Injectable, Optional } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

/**
 * Everything that happens by time, in the `SchedulerRegistry` of `@nestjs/schedule` and nowhere else: the application sees
 * it there under names that begin with `cauri-`, and what it deletes there stops.
 */
@Injectable()
export class Timers {
  constructor(@Optional() @Inject(SchedulerRegistry) private readonly registry?: SchedulerRegistry) {}

  /** Calls `work` every `ms` milliseconds until `stop(name)`. @throws without a `SchedulerRegistry` */
  every(name: string, ms: number, work: () => void): void {
    this.required().addInterval(name, setInterval(work, ms));
  }

  /** Calls `work` once after `ms` milliseconds, in place of an earlier one of this name. @throws without a `SchedulerRegistry` */
  after(name: string, ms: number, work: () => void): void {
    this.stop(name);
    this.required().addTimeout(name, setTimeout(work, ms));
  }

  /** Ends what bears this name, if anything does. */
  stop(name: string): void {
    if (this.registry?.doesExist('interval', name)) this.registry.deleteInterval(name);
    if (this.registry?.doesExist('timeout', name)) this.registry.deleteTimeout(name);
  }

  private required(): SchedulerRegistry {
    if (this.registry) return this.registry;
    throw new Error('PayoutsModule needs ScheduleModule.forRoot() in the application, or worker: false');
  }
}
