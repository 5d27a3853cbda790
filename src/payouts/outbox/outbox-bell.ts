import { Injectable } from '@nestjs/common';
import { Timers } from '../engine/timers.js';
import type { JournalEntry } from '../storage/journal.js';

/**
 * Calls listeners when there may be new events. It calls them right after a COMMIT of this process that wrote events.
 * It also calls them at intervals, for events of other processes.
 */
@Injectable()
export class OutboxBell {
  private readonly listeners = new Map<string, () => void>();

  constructor(private readonly timers: Timers) {}

  note(entries: readonly JournalEntry[]): void {
    if (entries.length > 0) this.ring();
  }

  ring(): void {
    for (const ring of this.listeners.values()) ring();
  }

  /**
   * Starts calling `ring` after commits and every `everyMs` milliseconds. `name` is the name of the timer.
   * @throws if the host has no `SchedulerRegistry`
   */
  start(name: string, everyMs: number, ring: () => void): void {
    this.timers.every(name, everyMs, ring);
    this.listeners.set(name, ring);
    ring();
  }

  stop(name: string): void {
    this.timers.stop(name);
    this.listeners.delete(name);
  }
}
