import type { Clock } from '../../common/clock.js';
import { TokenBucket } from './token-bucket.js';

/** What one account does at one time: bounded in number and in rate. */
export class Lane {
  private readonly running = new Set<Promise<void>>();
  private readonly bucket: TokenBucket;

  constructor(
    private readonly concurrency: number,
    rate: number,
    clock: Clock,
  ) {
    this.bucket = new TokenBucket(rate, clock);
  }

  free(): number {
    return Math.min(this.concurrency - this.running.size, this.bucket.available());
  }

  /** `then` runs when the work has left the lane. */
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
