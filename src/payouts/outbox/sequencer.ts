import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import type { Transaction } from '../storage/transaction.js';

/** Events that get their position in one transaction. Other instances wait for it. */
const PIECE = 500;

/**
 * Assigns positions in the feed to the events of the outbox. Only committed events get one, and only one transaction at
 * a time assigns them. So a reader that has read up to a position has read everything before it.
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
    // A run in progress may have looked already, so waits for the next one.
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

  /** Assigns positions and creates the deliveries of these events in the same transaction. */
  private async place({ outbox, deliveries }: Transaction): Promise<number> {
    const { placed, at } = await outbox.place(this.context.clock.now(), PIECE);
    if (placed.length > 0) await deliveries.fanOut(placed, at);
    return placed.length;
  }
}
