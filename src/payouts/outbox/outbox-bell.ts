import { Injectable } from '@nestjs/common';
import { Timers } from '../engine/timers.js';
import type { JournalEntry } from '../storage/journal.js';

/**
 * Rings at intervals, for what other processes wrote, and when a transaction of this one that has something to tell is
 * committed, so that nobody waits for the next round.
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

  /** `name` as the `SchedulerRegistry` has it. @throws without a `SchedulerRegistry` */
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
