import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EngineContext } from './engine-context.js';
import { Timers } from './timers.js';

const INTERVAL = 'cauri-clock';
/** Milliseconds between two checks. Most do nothing: the clock decides when it is measured again. */
const CHECK_EVERY_MS = 10_000;

/**
 * Measures the offset to the clock of a MySQL server at intervals, in a process without a background worker
 * (`worker: false`). Otherwise the worker does this before each pass. It was measured at the start; if the host has no
 * `SchedulerRegistry`, that is all.
 */
@Injectable()
export class ClockScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly context: EngineContext,
    private readonly timers: Timers,
  ) {}

  onApplicationBootstrap(): void {
    const { settings, clock } = this.context;
    if (settings.worker || clock.isOfFile || !this.timers.areAvailable) return;
    // Without a database the last offset is kept, and the storage has logged the error.
    this.timers.every(INTERVAL, CHECK_EVERY_MS, () => void clock.check().catch(() => undefined));
  }

  beforeApplicationShutdown(): void {
    this.timers.stop(INTERVAL);
  }
}
