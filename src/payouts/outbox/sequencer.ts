import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import type { Transaction } from '../storage/transaction.js';

/**
 * Maximum number of events that get a position in one transaction. Other instances wait for the transaction, so it must
 * be short.
 */
const PIECE = 500;

/**
 * Assigns positions (numbers in the feed) to events after their COMMIT. Only one transaction at a time assigns
 * positions. When a reader has seen an event, every event with a lower position is therefore already in the feed.
 */
@Injectable()
export class Sequencer {
  private running: Promise<void> | null = null;

  constructor(private readonly context: EngineContext) {}

  /**
   * Assigns positions to all events that were committed before the call, and creates their webhook deliveries.
   * @throws if the database is unavailable
   */
  async catchUp(): Promise<void> {
    // A run in progress may have read the events before the last COMMIT. So this waits for it and starts another run.
    await this.running?.catch(() => undefined);
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  private async run(): Promise<void> {
    const { unitOfWork } = this.context;
    if (!(await unitOfWork.read(({ outbox }) => outbox.hasUnplaced()))) return;
    for (let placed = PIECE; placed === PIECE; )
      placed = await unitOfWork.run((transaction) => this.place(transaction));
  }

  /**
   * Assigns positions to the next events and, in the same transaction, creates their webhook deliveries. Returns the
   * number of events.
   */
  private async place({ outbox, deliveries }: Transaction): Promise<number> {
    const now = this.context.clock.now();
    const placed = await outbox.place(now, PIECE);
    // The time of the feed may be ahead, if another machine's clock was. Deliveries do not wait for that time.
    if (placed.length > 0) await deliveries.fanOut(placed, now);
    return placed.length;
  }
}
