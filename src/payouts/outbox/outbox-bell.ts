import { Injectable } from '@nestjs/common';
import { Timers } from '../engine/timers.js';
import type { JournalEntry } from '../storage/journal.js';

/**
 * Tells listeners that there may be new events to read. It calls them after each COMMIT of this process that changed
 * something. It also calls them at intervals, because other processes write events too.
 */
@Injectable()
export class OutboxBell {
  private readonly listeners = new Map<string, () => void>();

  constructor(private readonly timers: Timers) {}

  /** Calls the listeners if a committed transaction has made changes. */
  note(entries: readonly JournalEntry[]): void {
    if (entries.length > 0) this.ring();
  }

  /**
   * Calls all listeners now. Needed after work that `note` does not see, such as deliveries that are made due again.
   */
  ring(): void {
    for (const ring of this.listeners.values()) ring();
  }

  /**
   * Adds a listener and calls it at once, after commits, and every `everyMs` milliseconds. `name` identifies the
   * listener and its timer.
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
