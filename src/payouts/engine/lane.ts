import type { Clock } from '../../common/clock.js';

/** Limits the work on one account: in number at a time and in rate per second. */
export class Lane {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly concurrency: number,
    private readonly bucket: TokenBucket,
  ) {}

  free(): number {
    return Math.min(this.concurrency - this.running.size, this.bucket.available());
  }

  /** Runs `work` within the limits and calls `then` when it has ended. */
  run(work: Promise<void>, then: () => void): void {
    this.bucket.take(1);
    const leave = (): void => {
      this.running.delete(work);
      then();
    };
    this.running.add(work);
    void work.then(leave, leave);
  }

  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}

/**
 * Limits a rate to a number per second, with bursts of at most one second's worth. Asked before an attempt is stored,
 * so that no stored attempt has to wait.
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

  take(count: number): void {
    this.tokens -= count;
  }

  /**
   * Takes a token in advance. Returns the milliseconds until it is earned, or null if that is longer than `maxWaitMs`;
   * then nothing is taken.
   */
  reserve(maxWaitMs: number): number | null {
    this.available();
    const wait = Math.max(0, Math.ceil(((1 - this.tokens) / this.perSecond) * 1_000));
    if (wait > maxWaitMs) return null;
    this.take(1);
    return wait;
  }
}
