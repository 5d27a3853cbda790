import type { Clock } from '../../common/clock.js';
import { TokenBucket } from './work-limiter.js';

/** Limits the reads per second of each account in this process, with a token bucket for each. */
export class ReadLimiter {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Returns the token bucket that all reads of the account share. */
  of(account: string): TokenBucket {
    const bucket = this.buckets.get(account) ?? new TokenBucket(this.perSecond, this.clock);
    this.buckets.set(account, bucket);
    return bucket;
  }
}
