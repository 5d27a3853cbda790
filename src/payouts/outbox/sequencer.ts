import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import type { Transaction } from '../storage/transaction.js';

/** In one transaction, which other instances wait for. */
const PIECE = 500;

/**
 * Gives the events of the outbox their places in the feed. A place is given only to what is committed, and by one
 * transaction at a time: whoever has read up to a place has read everything that will ever stand before it.
 */
@Injectable()
export class Sequencer {
  private running: Promise<void> | null = null;

  constructor(private readonly context: EngineContext) {}

  /** After it everything has its place that was committed when it was called. @throws when the database is away */
  async catchUp(): Promise<void> {
    // A run under way may have looked already: only the next one has seen everything.
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

  /** The deliveries of what gets its place are written with it. */
  private async place({ outbox, deliveries }: Transaction): Promise<number> {
    const { placed, at } = await outbox.place(this.context.clock.now(), PIECE);
    if (placed.length > 0) await deliveries.fanOut(placed, at);
    return placed.length;
  }
}
