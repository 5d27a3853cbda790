import { Injectable } from '@nestjs/common';
import type { PayoutStatus } from '../domain/payout.js';
import { EngineContext } from '../engine/engine-context.js';
import { visibleTo } from '../payout-queries.js';
import { timeOrNull, timeText } from '../payout-view.js';
import type { Principal } from '../payouts.options.js';
import type { Waiting } from '../storage/measurements.repository.js';
import type { HourlyCount } from '../storage/recent-payouts.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Number of payouts by status. A status without payouts may be missing. */
type Counts = Readonly<Partial<Record<PayoutStatus, number>>>;

/** Numbers that the start page of the console shows for one configured account, as of the request. */
export interface AccountOverview {
  readonly account: string;
  /**
   * Number of payouts accepted since midnight UTC, by their current status. A caller who may not see all payouts gets
   * the number of its own.
   */
  readonly today: Counts;
  /**
   * Number of payouts in each status that is not final, no matter when they were accepted. Null if the caller may not
   * see all payouts.
   */
  readonly waiting: Counts | null;
  /**
   * Number of payouts in review (waiting for a decision of an operator). Null if the caller may not see all payouts.
   */
  readonly reviews: number | null;
  /**
   * Time (RFC 3339) at which the oldest work that is still undone became due. It shows how late the worker is. Null if
   * no work is due, or if the caller may not see all payouts.
   */
  readonly oldestDueAt: string | null;
}

export interface Overview {
  readonly accounts: readonly AccountOverview[];
  /**
   * The last 24 hours in UTC, oldest first: the start of each hour in RFC 3339 format, and the number of payouts
   * accepted in it. The last entry is the current hour.
   */
  readonly hours: readonly { readonly from: string; readonly accepted: number }[];
}

/**
 * Computes the numbers of the console's start page: the payouts of today, and the work that waits. A caller who may not
 * see all payouts gets the numbers of its own payouts, and null for the work that waits.
 */
@Injectable()
export class OverviewService {
  constructor(private readonly context: EngineContext) {}

  async overview(principal: Principal): Promise<Overview> {
    const now = this.context.clock.now();
    const thisHour = now - (now % HOUR_MS);
    const firstHour = thisHour - DAY_MS + HOUR_MS;
    const consumer = visibleTo(principal);
    const names = this.context.registry.accounts.map(({ name }) => name);
    const { counts, waiting, reviews } = await this.context.unitOfWork.read(async (transaction) => ({
      counts: await transaction.countByHour(firstHour, consumer),
      waiting: consumer === null ? await transaction.measurements.waiting(names) : null,
      reviews: consumer === null ? await transaction.measurements.reviewsByAccount() : null,
    }));
    const today = counts.filter(({ hour }) => hour >= now - (now % DAY_MS));
    return {
      accounts: names.map((account) => accountOverview(account, { today, waiting, reviews, now })),
      hours: Array.from({ length: DAY_MS / HOUR_MS }, (_, index) => hourOf(firstHour + index * HOUR_MS, counts)),
    };
  }
}

interface Numbers {
  readonly today: readonly HourlyCount[];
  readonly waiting: readonly Waiting[] | null;
  readonly reviews: ReadonlyMap<string, number> | null;
  readonly now: number;
}

function accountOverview(account: string, { today, waiting, reviews, now }: Numbers): AccountOverview {
  const counts: Partial<Record<PayoutStatus, number>> = {};
  for (const one of today) {
    if (one.account === account) counts[one.status] = (counts[one.status] ?? 0) + one.count;
  }
  const own = waiting?.filter((one) => one.account === account) ?? null;
  const due = (own ?? []).flatMap(({ oldestDueAt }) => (oldestDueAt !== null && oldestDueAt <= now ? oldestDueAt : []));
  return {
    account,
    today: counts,
    waiting: own && Object.fromEntries(own.flatMap(({ status, count }) => (count === null ? [] : [[status, count]]))),
    reviews: reviews && (reviews.get(account) ?? 0),
    oldestDueAt: timeOrNull(due.length === 0 ? null : Math.min(...due)),
  };
}

function hourOf(hour: number, counts: readonly HourlyCount[]): Overview['hours'][number] {
  const accepted = counts.reduce((sum, one) => (one.hour === hour ? sum + one.count : sum), 0);
  return { from: timeText(hour), accepted };
}
