import { Injectable } from '@nestjs/common';
import { isFinal, type NewEvent } from '../domain/payout.js';
import type { JournalEntry } from '../storage/journal.js';

/** Numbers of attempts, reads, settled payouts, new reviews and errors since the process started. */
export interface WorkCounts {
  /** Attempts started. A last check may have stopped the POST of some. */
  readonly submitted: number;
  /**
   * Reads by the worker that the provider answered, also with `absent` (not found). Reads for API requests and probes
   * do not count.
   */
  readonly read: number;
  /** Events that gave a payout a final status. A payout that is paid and later returned has two. */
  readonly settled: number;
  /** Reviews opened. */
  readonly review: number;
  /** Reads by the worker that got no usable answer. */
  readonly errors: number;
}

/**
 * Counts what this process has done since it started. A reconciliation run reports the difference of the counts at its
 * end and its start.
 */
@Injectable()
export class WorkCounter {
  private counts = { submitted: 0, read: 0, settled: 0, review: 0, errors: 0 };

  /** Returns a copy of the counts. */
  get current(): WorkCounts {
    return { ...this.counts };
  }

  add(what: keyof WorkCounts): void {
    this.counts[what] += 1;
  }

  /** Counts the attempts, reviews and final statuses in the changes of a committed transaction. */
  note(entries: readonly JournalEntry[]): void {
    for (const event of entries.flatMap((entry) => (entry.kind === 'payout' ? entry.events : []))) this.count(event);
  }

  private count({ type, changes: { status } }: NewEvent): void {
    if (type === 'submission_started') this.add('submitted');
    if (type === 'review_opened') this.add('review');
    if (status !== undefined && isFinal(status)) this.add('settled');
  }
}

/** Returns how much each count grew from `before` to `after`. */
export function difference(after: WorkCounts, before: WorkCounts): WorkCounts {
  return {
    submitted: after.submitted - before.submitted,
    read: after.read - before.read,
    settled: after.settled - before.settled,
    review: after.review - before.review,
    errors: after.errors - before.errors,
  };
}
