import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '../storage/database/database-errors.js';
import { WorkerLock } from '../storage/database/worker-lock.js';
import { ClockWatch } from './clock-watch.js';
import { DeadlineSweeper } from './deadline-sweeper.js';
import { type Dispatch, Dispatcher } from './dispatcher.js';
import { EngineContext } from './engine-context.js';

/** Milliseconds that a shutdown waits beyond the longest possible POST, so that its outcome can be stored. */
const RECORD_MS = 10_000;
/** Milliseconds that `workUntilIdle` waits if rate limits do not allow more work yet. */
const PAUSE_MS = 50;
/**
 * Minimum interval in milliseconds between two sweeps, which change payouts whose deadline has passed. Under load, the
 * worker makes a hundred passes per second.
 */
const SWEEP_EVERY_MS = 1_000;
/**
 * Interval in milliseconds between two checks for payouts whose account now has another scope (account at the provider
 * within which our ids are unique). A scope changes only when a process starts with another configuration. Until the
 * last process has restarted, others may still accept payouts under the old scope, so one check is not enough.
 */
const SCOPES_EVERY_MS = 600_000;
/**
 * Interval in milliseconds between two checks for payouts that were not approved in time. If `approvalExpires` is
 * shorter, it is the interval.
 */
const APPROVALS_EVERY_MS = 60_000;

type UntilIdle = Omit<Dispatch, 'wake'> & { readonly limitMs: number };

/**
 * Runs the loop that works on due payouts. The column `next_at` says when a payout is due, and its status says what to
 * do. Recovery from a crash is part of the loop; nothing runs only at start or shutdown.
 */
@Injectable()
export class Worker {
  private readonly logger = new Logger('Worker');
  private readonly clockWatch: ClockWatch;
  /** The pass (one run through all due work) in progress. Null if there is none. */
  private pass: Promise<void> | null = null;
  /** True if `tick` was called during the pass, so that another one follows. */
  private again = false;
  private stopping = false;
  /** True after an error that was logged, until a pass succeeds. */
  private paused = false;
  /**
   * Resolved when the leases of dead processes have been ended. Null while this process does not have the worker lock.
   */
  private inherited: Promise<void> | null = null;
  private sweptAt: number | null = null;
  private scopesSweptAt: number | null = null;
  private approvalsSweptAt: number | null = null;
  /** Tasks added by `alsoDo`. */
  private readonly further: ((limitMs: number) => Promise<void>)[] = [];

  constructor(
    private readonly context: EngineContext,
    private readonly dispatcher: Dispatcher,
    private readonly sweeper: DeadlineSweeper,
    private readonly lock: WorkerLock,
  ) {
    this.clockWatch = new ClockWatch(context);
  }

  /**
   * Starts all work that is due, and does not wait for its POSTs and reads. Only one pass runs at a time. A call during
   * a pass causes one more pass. It never throws: an error ends the pass, and the next call tries again. Does nothing
   * after `drain`.
   */
  async tick(): Promise<void> {
    if (this.stopping) return;
    this.again = this.pass !== null;
    this.pass ??= this.passes().finally(() => {
      this.pass = null;
    });
    await this.pass;
  }

  /**
   * Works until nothing is due. After `limitMs` milliseconds it begins no further pass, but waits for the one in
   * progress. With `readOnly` it sends nothing and leaves out the tasks of `alsoDo`. With `account` it works only on
   * the payouts of that account.
   * @throws if another process works on this SQLite file, or the database is unavailable
   */
  async workUntilIdle({ readOnly, limitMs, account }: UntilIdle): Promise<void> {
    if (!(await this.isWorker())) throw new Error('another process is the worker of this database');
    const end = this.context.clock.monotonic() + limitMs;
    for (let busy = true; busy && !this.stopping && this.context.clock.monotonic() < end; ) {
      await this.clockWatch.check();
      await this.sweep();
      busy = await this.dispatcher.dispatch({ wake: () => undefined, readOnly, account });
      await this.dispatcher.idle();
      // More work may be due that the rate limits do not allow yet.
      if (busy) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    if (readOnly) return;
    for (const work of this.further) await work(Math.max(0, end - this.context.clock.monotonic()));
  }

  /**
   * Adds a task that `workUntilIdle` runs after the payouts, such as delivering events about their changes. The task
   * gets the time that is left, in milliseconds.
   */
  alsoDo(work: (limitMs: number) => Promise<void>): void {
    this.further.push(work);
  }

  /**
   * Releases the worker lock after `workUntilIdle`, so that another process can work. Keeps it if this process also
   * works in the background.
   */
  rest(): void {
    if (!this.context.settings.worker) this.release();
  }

  /**
   * Stops claiming payouts and waits for the POSTs in progress, for at most `submitTimeout` plus 10 seconds. They are
   * never aborted, because only this process can learn their outcome. Then it releases the worker lock.
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

  /**
   * Takes the worker lock. Returns false if another process has it. On SQLite, getting the lock proves that the
   * previous worker is dead. The leases of that worker (its claims on payouts) are then ended.
   */
  private async isWorker(): Promise<boolean> {
    if (!this.lock.tryAcquire()) return false;
    // Runs once each time the lock is taken. Later it would also end leases that this process has taken since.
    this.inherited ??= this.inherit();
    await this.inherited.catch((error) => {
      this.inherited = null;
      throw error;
    });
    return true;
  }

  /** Ends all leases if the lock proves that the processes that held them are dead. */
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
   * next `tick` tries again.
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
