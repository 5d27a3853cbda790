import { Injectable } from '@nestjs/common';
import type { JournalEntry } from '../storage/journal.js';

/** Rings when a transaction that changed payouts is committed, so that nobody waits for the next round. */
@Injectable()
export class OutboxBell {
  private ring: () => void = () => undefined;

  note(entries: readonly JournalEntry[]): void {
    if (entries.some(({ kind }) => kind === 'payout')) this.ring();
  }

  onRing(ring: () => void): void {
    this.ring = ring;
  }
}
