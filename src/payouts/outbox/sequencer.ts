import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import type { Transaction } from '../storage/transaction.js';

/** The most events that get a position in one transaction. Other instances wait for it. */
const PIECE = 500;

/**
 * Assigns positions in the feed to committed events. Only one transaction at a time does so. A reader that has read up
 * to a position has therefore read everything before it.
 */
@Injectable()
export class Sequencer {
  private running: Promise<void> | null = null;

  constructor(private readonly context: EngineContext) {}

  /**
   * Assigns positions to all events that were committed before the call.
   * @throws if the database is unavailable
   */
  async catchUp(): Promise<void> {
    // A run in progress may already have read the events, so this waits for it and starts another one.
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
   * Assigns positions and, in the same transaction, creates the webhook deliveries of these events. Returns their
   * number.
   */
  private async place({ outbox, deliveries }: Transaction): Promise<number> {
    const { placed, at } = await outbox.place(this.context.clock.now(), PIECE);
    if (placed.length > 0) await deliveries.fanOut(placed, at);
    return placed.length;
  }
}
