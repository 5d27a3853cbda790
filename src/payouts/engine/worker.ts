import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '../storage/database/database-errors.js';
import { WorkerLock } from '../storage/database/worker-lock.js';
import { ClockWatch } from './clock-watch.js';
import { DeadlineSweeper } from './deadline-sweeper.js';
import { Dispatcher } from './dispatcher.js';
import { EngineContext } from './engine-context.js';

/** Milliseconds that a shutdown adds to the longest POST, to store its outcome. */
const RECORD_MS = 10_000;
const PAUSE_MS = 50;
/** The least milliseconds between two sweeps. Under load, the worker makes a hundred passes per second. */
const SWEEP_EVERY_MS = 1_000;
/**
 * Milliseconds between two checks for changed scopes. A scope changes only when a process starts with another
 * configuration. Until the last one has restarted, other instances may still accept payouts under the old scope.
 */
const SCOPES_EVERY_MS = 600_000;
/** Milliseconds between two checks for expired approvals. If `approvalExpires` is shorter, it is used instead. */
const APPROVALS_EVERY_MS = 60_000;

/**
 * Runs the loop that works on due payouts. `next_at` says when a payout is due, and its status says what to do.
 * Recovery from a crash is part of the loop; nothing runs only at start or shutdown.
 */
@Injectable()
export class Worker {
  private readonly logger = new Logger('Worker');
  private readonly clockWatch: ClockWatch;
  private pass: Promise<void> | null = null;
  private again = false;
  private stopping = false;
  private paused = false;
  /** Set while this process has the worker lock. */
  private inherited: Promise<void> | null = null;
  private sweptAt: number | null = null;
  private scopesSweptAt: number | null = null;
  private approvalsSweptAt: number | null = null;
  private readonly further: ((limitMs: number) => Promise<void>)[] = [];

  constructor(
    private readonly context: EngineContext,
    private readonly dispatcher: Dispatcher,
    private readonly sweeper: DeadlineSweeper,
    private readonly lock: WorkerLock,
  ) {
    this.clockWatch = new ClockWatch(context);
  }

  /** Starts all work that is due. Only one pass runs at a time; a call during a pass causes one more pass. */
  async tick(): Promise<void> {
    if (this.stopping) return;
    this.again = this.pass !== null;
    this.pass ??= this.passes().finally(() => {
      this.pass = null;
    });
    await this.pass;
  }

  /**
   * Works until nothing is due, for at most `limitMs`. With `readOnly` it sends nothing.
   * @throws if another process works on this SQLite file, or the database is unavailable
   */
  async workUntilIdle({ readOnly, limitMs }: { readOnly: boolean; limitMs: number }): Promise<void> {
    if (!(await this.isWorker())) throw new Error('another process is the worker of this database');
    const end = this.context.clock.monotonic() + limitMs;
    for (let busy = true; busy && !this.stopping && this.context.clock.monotonic() < end; ) {
      await this.clockWatch.check();
      await this.sweep();
      busy = await this.dispatcher.dispatch({ wake: () => undefined, readOnly });
      await this.dispatcher.idle();
      // More work is due, but the rate limits may not allow it yet.
      if (busy) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    if (readOnly) return;
    for (const work of this.further) await work(Math.max(0, end - this.context.clock.monotonic()));
  }

  /** Adds a task that `workUntilIdle` runs after the payouts, such as delivering events about their changes. */
  alsoDo(work: (limitMs: number) => Promise<void>): void {
    this.further.push(work);
  }

  /**
   * Releases the worker lock after `workUntilIdle`, so that another process can work. Keeps it if this process has a
   * worker of its own.
   */
  rest(): void {
    if (!this.context.settings.worker) this.release();
  }

  /**
   * Stops claiming and waits for the POSTs in progress. They are never aborted, because their outcome is known only
   * here.
   */
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
    this.release();
  }

  /** Takes the worker lock. Who gets it on SQLite knows that the last worker is dead, and ends what that one held. */
  private async isWorker(): Promise<boolean> {
    if (!this.lock.tryAcquire()) return false;
    // Once for each time the lock is taken: what this process has claimed since must not be ended.
    this.inherited ??= this.inherit();
    await this.inherited.catch((error) => {
      this.inherited = null;
      throw error;
    });
    return true;
  }

  private async inherit(): Promise<void> {
    const now = this.context.clock.now();
    if (this.lock.provesOthersDead) await this.context.unitOfWork.run(({ claims }) => claims.endAll(now));
  }

  private release(): void {
    this.inherited = null;
    this.lock.release();
  }

  private async passes(): Promise<void> {
    do {
      this.again = false;
      try {
        // Waits for the end of this turn of the event loop, so that one claim takes all payouts that can be sent.
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
    if (!(await this.isWorker())) return;
    await this.clockWatch.check();
    await this.sweep();
    await this.dispatcher.dispatch({ wake: () => void this.tick(), readOnly: false });
  }

  private async sweep(): Promise<void> {
    const now = this.context.clock.monotonic();
    if (this.sweptAt !== null && now - this.sweptAt < SWEEP_EVERY_MS) return;
    await this.sweeper.sweep();
    this.sweptAt = now;
    await this.sweepApprovals(now);
    if (this.scopesSweptAt !== null && now - this.scopesSweptAt < SCOPES_EVERY_MS) return;
    const changed = await this.sweeper.sweepScopes();
    this.scopesSweptAt = now;
    if (changed > 0) this.logger.error(`${changed} payouts wait for an account that is configured with another scope`);
  }

  private async sweepApprovals(now: number): Promise<void> {
    const every = Math.min(APPROVALS_EVERY_MS, this.context.timings.approvalExpires);
    if (this.approvalsSweptAt !== null && now - this.approvalsSweptAt < every) return;
    await this.sweeper.sweepApprovals();
    this.approvalsSweptAt = now;
  }

  /**
   * Logs once that the worker pauses because of an error. The storage has already logged an unavailable database. The
   * next tick tries again.
   */
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
