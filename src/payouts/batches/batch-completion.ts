import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isFinal } from '../domain/payout.js';
import { EngineContext } from '../engine/engine-context.js';
import { Timers } from '../engine/timers.js';
import { Worker } from '../engine/worker.js';
import { timeText } from '../payout-view.js';
import type { BatchRow } from '../storage/entities/batch.entity.js';
import type { JournalEntry } from '../storage/journal.js';
import type { Transaction } from '../storage/transaction.js';
import { toBatchDto } from './batch-view.js';

/** Name of the timer in the `SchedulerRegistry` of the host. */
const INTERVAL = 'cauri-batches';
/**
 * Milliseconds after which the database is read again even if no payout of a batch became final in this process.
 * Another process may have crashed right after it made the last payout of a batch final.
 */
const ASK_ANYWAY_EVERY_MS = 30_000;

/** Remembers whether a payout of a batch became final in this process. If so, `BatchCompletion` reads the database. */
@Injectable()
export class BatchNews {
  private news = true;

  /** Called after each COMMIT. Remembers if the transaction changed a payout of a batch that is final now. */
  note(entries: readonly JournalEntry[]): void {
    this.news ||= entries.some(
      (entry) => entry.kind === 'payout' && entry.payout.batchId !== null && isFinal(entry.payout.status),
    );
  }

  /**
   * Returns true if a payout of a batch became final since the last call. The first call returns true, because this
   * process does not know what happened before it started.
   */
  take(): boolean {
    const { news } = this;
    this.news = false;
    return news;
  }
}

/**
 * Marks each batch as complete, exactly once, when all its payouts are final and none is in review (a person must
 * decide). A query of the database finds these batches, so a crash loses none. If no payout of a batch became final in
 * this process, the query runs only every 30 s.
 */
@Injectable()
export class BatchCompletion implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private askedAt: number | null = null;

  constructor(
    private readonly context: EngineContext,
    private readonly news: BatchNews,
    private readonly timers: Timers,
    private readonly worker: Worker,
  ) {}

  onApplicationBootstrap(): void {
    // Before the webhooks, which add their own task later, so that the same pass tells of the end.
    this.worker.alsoDo(() => this.completeDue());
    if (!this.context.settings.worker) return;
    // If the database is unavailable, the worker logs it and the next interval tries again.
    const look = () => void this.completeDue().catch(() => undefined);
    this.timers.every(INTERVAL, this.context.timings.workerInterval, look);
  }

  beforeApplicationShutdown(): void {
    this.timers.stop(INTERVAL);
  }

  /**
   * Marks up to 100 batches as complete whose payouts are all final. Does nothing if the last check is less than 30 s
   * old and no payout of a batch became final in this process since then.
   * @throws if the database is unavailable
   */
  async completeDue(): Promise<void> {
    const now = this.context.clock.monotonic();
    const due = this.askedAt === null || now - this.askedAt >= ASK_ANYWAY_EVERY_MS;
    if (!this.news.take() && !due) return;
    this.askedAt = now;
    const complete = await this.context.unitOfWork.read(({ batches }) => batches.nowComplete());
    const at = this.context.clock.now();
    for (const batch of complete) {
      await this.context.unitOfWork.run((transaction) => completeOne(transaction, { ...batch, completedAt: at }));
    }
  }
}

/**
 * Marks a batch as complete and adds the event `batch.completed`. If several processes do so, only one has an effect.
 */
async function completeOne(transaction: Transaction, batch: BatchRow & { completedAt: number }): Promise<void> {
  const { id, consumer, completedAt } = batch;
  if (!(await transaction.batches.complete(id, completedAt))) return;
  const totals = (await transaction.batches.totals([id])).get(id);
  const { counts, sums } = toBatchDto(batch, totals ?? { counts: {}, sums: {} }, []);
  const data = { id, object: 'batch' as const, counts, sums, completedAt: timeText(completedAt) };
  transaction.outbox.add([{ type: 'batch.completed', consumer, at: completedAt, data }]);
}
