import type { Clock } from '../../common/clock.js';

/** So many per second and never more than a second's worth at once. Asked before an intent, so nothing waits after it. */
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

  /** Whole tokens there are now. */
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
}
