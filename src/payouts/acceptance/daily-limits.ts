import type { ConnectorAccount } from '../../common/connector-account.js';
import { formatAmount } from '../../common/money.js';
import type { Problem } from '../../common/payout-connector.js';
import { policyOf } from '../domain/account-policy.js';
import { type Day, dayAt } from '../domain/days.js';
import type { ConnectorRegistry } from '../engine/connector-registry.js';
import { PayoutError } from '../payouts.errors.js';
import type { NewPayout } from '../storage/payout-changes.js';
import type { Transaction } from '../storage/transaction.js';

type Order = Pick<NewPayout, 'id' | 'account' | 'amount' | 'scale' | 'currency' | 'createdAt'>;

/** An order that does not fit into its account's limit of the day. */
export interface BeyondLimit {
  readonly problem: Problem;
  /** Remaining amount of the limit, as a decimal string. */
  readonly dailyLeft: string;
}

/** Orders of one account on one day, in their order. */
interface Group {
  readonly account: ConnectorAccount;
  readonly limit: number;
  readonly day: Day;
  readonly orders: readonly Order[];
}

/** Holds the sums that accounts accept in a day to their limits, over all instances. */
export class DailyLimits {
  constructor(private readonly registry: ConnectorRegistry) {}

  /**
   * Takes the orders from the limits of their days, in the transaction that stores them. Returns those that do not fit,
   * by id; they must not be stored. Orders of one account wait for each other here.
   */
  async reserve(transaction: Transaction, orders: readonly Order[]): Promise<Map<string, BeyondLimit>> {
    const beyond = new Map<string, BeyondLimit>();
    for (const group of this.groups(orders)) {
      const { account, day } = group;
      const seen = await transaction.dailyTotals.lock(account.name, day);
      let total = seen ?? (await transaction.dailyTotals.count(account.name, day));
      let fit = fitting(group, total);
      if (fit.refused.length > 0 && seen !== null) {
        // Payouts that failed or were canceled since do not count any more.
        total = await transaction.dailyTotals.count(account.name, day);
        fit = fitting(group, total);
      }
      await transaction.dailyTotals.set(account.name, day, { seen, amount: fit.total });
      note(beyond, group, fit);
    }
    return beyond;
  }

  /** Returns the orders that would not fit now, by id. Takes nothing. */
  async look(transaction: Transaction, orders: readonly Order[]): Promise<Map<string, BeyondLimit>> {
    const beyond = new Map<string, BeyondLimit>();
    for (const group of this.groups(orders)) {
      const total = await transaction.dailyTotals.count(group.account.name, group.day);
      note(beyond, group, fitting(group, total));
    }
    return beyond;
  }

  /** Groups the orders of limited accounts. Sorted, so that two transactions that wait for each other never deadlock. */
  private groups(orders: readonly Order[]): Group[] {
    const groups = new Map<string, Group & { orders: Order[] }>();
    for (const order of orders) {
      const account = this.registry.find(order.account)?.account;
      const { dailyLimit: limit, timeZone } = account ? policyOf(account) : { dailyLimit: null, timeZone: 'UTC' };
      if (!account || limit === null) continue;
      const day = dayAt(order.createdAt, timeZone);
      const key = `${account.name} ${day.name}`;
      const group = groups.get(key) ?? { account, limit, day, orders: [] };
      group.orders.push(order);
      groups.set(key, group);
    }
    return [...groups.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
  }
}

/** Returns the error for a single payout that does not fit. */
export function beyondLimit({ problem, dailyLeft }: BeyondLimit): PayoutError {
  const detail = `The account's daily limit leaves ${dailyLeft}.`;
  return new PayoutError('validation_failed', detail, { errors: [problem], members: { dailyLeft } });
}

/** Takes the orders one by one, each if it fits into what is left. */
function fitting({ limit, orders }: Group, before: number): { total: number; refused: readonly Order[] } {
  let total = before;
  const refused = orders.filter(({ amount }) => {
    if (total + amount > limit) return true;
    total += amount;
    return false;
  });
  return { total, refused };
}

function note(
  beyond: Map<string, BeyondLimit>,
  { limit }: Group,
  { total, refused }: ReturnType<typeof fitting>,
): void {
  for (const { id, scale, currency } of refused) {
    const dailyLeft = formatAmount(Math.max(0, limit - total), scale);
    const message = `must be at most ${dailyLeft} ${currency}: the account's daily limit of ${formatAmount(limit, scale)} leaves no more today`;
    beyond.set(id, { problem: { field: 'amount', message }, dailyLeft });
  }
}
