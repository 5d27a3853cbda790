import type { Clock } from '../../common/clock.js';

/**
 * Limits the work on one account: the number of tasks that run at the same time, and the number of starts per second.
 */
export class Lane {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly concurrency: number,
    private readonly bucket: TokenBucket,
  ) {}

  /** Returns the number of tasks that may be started now. If it is 0 or negative, no task may be started. */
  free(): number {
    return Math.min(this.concurrency - this.running.size, this.bucket.available());
  }

  /**
   * Counts a task that was already started: as one start, and as running until it ends. Calls `then` when the task
   * ends, also if it ends by an error. It does not check the limits, so call `free` before the task is started.
   */
  run(work: Promise<void>, then: () => void): void {
    this.bucket.take(1);
    const leave = (): void => {
      this.running.delete(work);
      then();
    };
    this.running.add(work);
    void work.then(leave, leave);
  }

  /** Waits until no task runs. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}

/**
 * Limits the starts per second. After a pause, as many starts as one second allows (at least one) are possible at once;
 * the same holds at the beginning. The dispatcher asks it before an attempt is stored, so that a stored attempt never
 * waits.
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.tokens = Math.max(1, perSecond);
    this.filledAt = clock.monotonic();
  }

  /** Returns the number of whole tokens available now. */
  available(): number {
    const now = this.clock.monotonic();
    const earned = ((now - this.filledAt) / 1_000) * this.perSecond;
    this.tokens = Math.min(Math.max(1, this.perSecond), this.tokens + earned);
    this.filledAt = now;
    return Math.floor(this.tokens);
  }

  /** Takes tokens without a check. The number of tokens may become negative, which delays later starts. */
  take(count: number): void {
    this.tokens -= count;
  }

  /**
   * Takes a token, even if it is not available yet. Returns the milliseconds to wait until it is. If the wait is longer
   * than `maxWaitMs`, takes nothing and returns null.
   */
  reserve(maxWaitMs: number): number | null {
    this.available();
    const wait = Math.max(0, Math.ceil(((1 - this.tokens) / this.perSecond) * 1_000));
    if (wait > maxWaitMs) return null;
    this.take(1);
    return wait;
  }
}
