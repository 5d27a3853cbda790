import { setTimeout } from 'node:timers/promises';
import { type Hold, isProbed } from '../../payouts/domain/account-hold.js';
import type { EngineContext } from '../../payouts/engine/engine-context.js';
import { difference, type WorkCounter, type WorkCounts } from '../../payouts/engine/work-counter.js';
import type { Worker } from '../../payouts/engine/worker.js';

/**
 * Maximum pause between two passes of the worker in milliseconds. The service's interval may be longer, but here a
 * person waits for the result.
 */
const MAX_PAUSE_MS = 5_000;

export interface ReconcileOptions {
  /**
   * If true, the run ends when no payout is open, or at the time limit. If false, it only does the work that is due
   * now.
   */
  readonly untilIdle: boolean;
  /** If true, nothing is sent. Payouts are only read from their providers. */
  readonly readOnly: boolean;
  /** Time limit of the run in milliseconds. POSTs in progress are finished after it. */
  readonly timeoutMs: number;
}

/** An account on hold, which means that nothing is sent from it. */
export interface HeldAccount {
  readonly name: string;
  readonly hold: Hold;
}

export interface Reconciled {
  readonly counts: WorkCounts;
  /** Number of payouts that this run could still process. Payouts in review (a person must decide) do not count. */
  readonly open: number;
  /** Number of payouts in review (a person must decide), also those of earlier runs. */
  readonly inReview: number;
  readonly held: readonly HeldAccount[];
  /** True if a stop signal ended the run. It began nothing new after the signal. */
  readonly interrupted: boolean;
  /** True if the time limit ended the run before its work was done. */
  readonly late: boolean;
}

/**
 * Runs the worker for the command `cauri reconcile`, and reports what it did. One object is for one run: the time limit
 * begins with its creation.
 */
export class Reconciler {
  private readonly interruption = new AbortController();
  private readonly startedAt: number;
  private readonly before: WorkCounts;

  constructor(
    private readonly context: EngineContext,
    private readonly worker: Worker,
    private readonly tally: WorkCounter,
    private readonly options: ReconcileOptions,
  ) {
    this.startedAt = context.clock.monotonic();
    this.before = tally.current;
  }

  /**
   * Does the work that is due, or with `untilIdle` all work, and returns the result. Ends at the time limit at the
   * latest, except that POSTs in progress are finished.
   * @throws if another process works on this SQLite file, or the database is unavailable
   */
  async run(): Promise<Reconciled> {
    const { readOnly, untilIdle } = this.options;
    for (;;) {
      await this.worker.workUntilIdle({ readOnly, limitMs: this.timeLeft() });
      const goesOn = untilIdle && !this.interrupted && this.timeLeft() > 0;
      if (!goesOn || (await this.open()) === 0) return this.result();
      await this.pause(Math.min(this.context.timings.workerInterval, MAX_PAUSE_MS, this.timeLeft()));
    }
  }

  /** Stops the run: it starts no more work and waits for the POSTs in progress. `run` then returns its result. */
  async interrupt(): Promise<void> {
    this.interruption.abort();
    await this.worker.drain();
  }

  /** What the run has done so far. It may be read during the run. */
  get counts(): WorkCounts {
    return difference(this.tally.current, this.before);
  }

  /**
   * Returns the number of payouts that this run can still process. A payout that waits to be sent does not count if
   * nothing is sent (`readOnly`), or if its account has a hold that only a person can end.
   */
  async open(): Promise<number> {
    const { registry, unitOfWork, clock } = this.context;
    const accounts = registry.accounts.map(({ name }) => name);
    const stuck = new Set((await this.held()).filter(({ hold }) => !isProbed(hold)).map(({ name }) => name));
    const sending = this.options.readOnly ? [] : accounts.filter((name) => !stuck.has(name));
    const until = clock.now() + Math.max(0, this.timeLeft());
    return unitOfWork.read(({ inventory }) => inventory.open({ accounts, sending, until }));
  }

  private async held(): Promise<HeldAccount[]> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    const configured = states.filter(({ name }) => this.context.registry.find(name) !== null);
    return configured.flatMap(({ name, hold }) => (hold === null ? [] : [{ name, hold }]));
  }

  private async result(): Promise<Reconciled> {
    const [open, held] = [await this.open(), await this.held()];
    const inReview = await this.context.unitOfWork.read(({ inventory }) => inventory.inReview());
    const over = this.timeLeft() <= 0;
    const late = this.options.untilIdle ? open > 0 && over : over;
    return { counts: this.counts, open, inReview, held, interrupted: this.interrupted, late };
  }

  /** Returns the time until the limit in milliseconds. It is negative after the limit. */
  private timeLeft(): number {
    return this.options.timeoutMs - (this.context.clock.monotonic() - this.startedAt);
  }

  private get interrupted(): boolean {
    return this.interruption.signal.aborted;
  }

  /** Waits `ms` milliseconds, but ends the wait at an interruption. */
  private async pause(ms: number): Promise<void> {
    const { signal } = this.interruption;
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  }
}
