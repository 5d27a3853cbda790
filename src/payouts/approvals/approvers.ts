import { Inject, Injectable } from '@nestjs/common';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions } from '../payouts.options.js';

/**
 * Returns a warning for people if the `consumers` who may approve are fewer than an account needs. Returns null if they
 * are enough, or if fewer than two are needed.
 */
export function approversRemark(consumers: Iterable<string>, needed: number): string | null {
  const names = new Set(consumers);
  if (needed < 2 || names.size >= needed) return null;
  const known = names.size === 0 ? 'no consumer has' : `only ${[...names].join(', ')} has`;
  return `${needed} different consumers must approve, and ${known} a key with the scope payouts:approve`;
}

/** Warns if too few consumers may approve payouts. */
@Injectable()
export class Approvers {
  constructor(@Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions) {}

  /**
   * Returns a warning for people if fewer than `needed` consumers may approve. Returns null if there are enough, if
   * `needed` is less than two, or if the host does not provide `approvers`.
   */
  async remark(needed: number): Promise<string | null> {
    if (needed < 2 || !this.options.api) return null;
    const consumers = await this.options.api.approvers?.();
    return consumers === undefined ? null : approversRemark(consumers, needed);
  }
}
