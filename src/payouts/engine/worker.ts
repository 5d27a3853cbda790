import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '../storage/database/database-errors.js';
import { WorkerLock } from '../storage/database/worker-lock.js';
import { ClockWatch } from './clock-watch.js';
import { DeadlineSweeper } from './deadline-sweeper.js';
import { Dispatcher } from './dispatcher.js';
import { EngineContext } from './engine-context.js';

/** After the longest POST its outcome still has to be written down. */
const RECORD_MS = 10_000;
const PAUSE_MS = 50;
/** A pass is made whenever a place to send from is free again, under load a hundred times a second. */
const SWEEP_EVERY_MS = 1_000;
/** Only a start with another configuration changes scopes; other instances may still accept under the old one. */
const SCOPES_EVERY_MS = 600_000;

/**
 * One loop over one column: `next_at` says when a payout needs attention, its status says for what. Nothing runs only
 * at boot or only at shutdown: recovery from a crash is the same loop.
 */
@Injectable()
export class Worker {
  private readonly logger = new Logger('Worker');
  private readonly clockWatch: ClockWatch;
  private pass: Promise<void> | null = null;
  private again = false;
  private stopping = false;
  private paused = false;
  private sweptAt: number | null = null;
  private scopesSweptAt: number | null = null;
  private readonly further: ((limitMs: number) => Promise<void>)[] = [];

  constructor(
    private readonly context: EngineContext,
    private readonly dispatcher: Dispatcher,
    private readonly sweeper: DeadlineSweeper,
    private readonly lock: WorkerLock,
  ) {
    this.clockWatch = new ClockWatch(context);
  }

  /** Starts whatever is due. Never overlaps itself: a call during a pass adds one more pass behind it. */
  async tick(): Promise<void> {
    if (this.stopping) return;
    this.again = this.pass !== null;
    this.pass ??= this.passes().finally(() => {
      this.pass = null;
    });
    await this.pass;
  }

  /**
   * Does what is due until nothing more can be done now.
   * @throws when another process works on this SQLite file, or the database is away
   */
  async workUntilIdle({ readOnly, limitMs }: { readOnly: boolean; limitMs: number }): Promise<void> {
    if (!this.lock.tryAcquire()) throw new Error('another process is the worker of this database');
    const end = this.context.clock.monotonic() + limitMs;
    for (let busy = true; busy && !this.stopping && this.context.clock.monotonic() < end; ) {
      await this.clockWatch.check();
      await this.sweep();
      busy = await this.dispatcher.dispatch({ wake: () => undefined, readOnly });
      await this.dispatcher.idle();
      // The lanes may be full by their rates alone.
      if (busy) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    if (readOnly) return;
    for (const work of this.further) await work(Math.max(0, end - this.context.clock.monotonic()));
  }

  /** What else is due when somebody asks for all of it, after the payouts: what they have changed is told. */
  alsoDo(work: (limitMs: number) => Promise<void>): void {
    this.further.push(work);
  }

  /** After work that was asked for: where this process does not work by itself, another one may. */
  rest(): void {
    if (!this.context.settings.worker) this.lock.release();
  }

  /** No new claims; POSTs under way are awaited, never aborted: their answers exist only here. */
  async drain(): Promise<void> {
    this.stopping = true;
    this.dispatcher.drain();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.context.timings.submitTimeout + RECORD_MS);
    });
    await this.pass;
    await Promise.race([this.dispatcher.idle(), tooLong]);
    clearTimeout(timer);
    this.dispatcher.abandon();
    this.lock.release();
  }

  private async passes(): Promise<void> {
    do {
      this.again = false;
      try {
        // Whatever this turn of the event loop still frees is claimed together.
        await endOfTurn();
        await this.once();
        this.resumed();
      } catch (error) {
        this.pausedBy(error);
        return;
      }
    } while (this.again && !this.stopping);
  }

  private async once(): Promise<void> {
    if (!this.lock.tryAcquire()) return;
    await this.clockWatch.check();
    await this.sweep();
    await this.dispatcher.dispatch({ wake: () => void this.tick(), readOnly: false });
  }

  private async sweep(): Promise<void> {
    const now = this.context.clock.monotonic();
    if (this.sweptAt !== null && now - this.sweptAt < SWEEP_EVERY_MS) return;
    await this.sweeper.sweep();
    this.sweptAt = now;
    if (this.scopesSweptAt !== null && now - this.scopesSweptAt < SCOPES_EVERY_MS) return;
    const changed = await this.sweeper.sweepScopes();
    this.scopesSweptAt = now;
    if (changed > 0) this.logger.error(`${changed} payouts wait for an account that is configured with another scope`);
  }

  /** Said once, unless the storage has said already that the database is away; the next tick tries again. */
  private pausedBy(error: unknown): void {
    if (isUnavailable(error)) return;
    if (!this.paused)
      this.logger.error(`the worker pauses: ${error instanceof Error ? error.message : 'unknown error'}`);
    this.paused = true;
  }

  private resumed(): void {
    if (this.paused) this.logger.log('the worker goes on');
    this.paused = false;
  }
}
