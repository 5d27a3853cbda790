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

/** Refusal of an order that does not fit into the daily limit of its account. */
export interface BeyondLimit {
  readonly problem: Problem;
  /**
   * Amount that may still be accepted today, as a decimal string. Orders of the same request that are accepted are
   * already subtracted.
   */
  readonly dailyLeft: string;
}

/** Orders of one account on one day, in the order of the request. */
interface Group {
  readonly account: ConnectorAccount;
  readonly limit: number;
  readonly day: Day;
  readonly orders: readonly Order[];
}

/**
 * Keeps the sum of the payouts that an account accepts in a day within its daily limit, over all instances. Orders of
 * accounts without a limit are ignored.
 */
export class DailyLimits {
  constructor(private readonly registry: ConnectorRegistry) {}

  /**
   * Adds the orders' amounts to the daily totals of their accounts, in the transaction that stores the orders. Takes
   * the orders one by one, and leaves out each that does not fit. Returns those that do not fit, by id; they must not
   * be stored. It locks the totals, so concurrent transactions for one account run one after the other.
   */
  async reserve(transaction: Transaction, orders: readonly Order[]): Promise<Map<string, BeyondLimit>> {
    const beyond = new Map<string, BeyondLimit>();
    for (const group of this.groups(orders)) {
      const { account, day } = group;
      const seen = await transaction.dailyTotals.lock(account.name, day);
      let total = seen ?? (await transaction.dailyTotals.count(account.name, day));
      let fit = fitting(group, total);
      if (fit.refused.length > 0 && seen !== null) {
        // The stored total still contains payouts that have failed or were canceled. They do not count, so the sum is
        // computed again.
        total = await transaction.dailyTotals.count(account.name, day);
        fit = fitting(group, total);
      }
      await transaction.dailyTotals.set(account.name, day, { seen, amount: fit.total });
      note(beyond, group, fit);
    }
    return beyond;
  }

  /** Returns the orders that would not fit now, by id. Changes no total. */
  async look(transaction: Transaction, orders: readonly Order[]): Promise<Map<string, BeyondLimit>> {
    const beyond = new Map<string, BeyondLimit>();
    for (const group of this.groups(orders)) {
      const total = await transaction.dailyTotals.count(group.account.name, group.day);
      note(beyond, group, fitting(group, total));
    }
    return beyond;
  }

  /**
   * Groups the orders of accounts with a limit. All transactions lock the groups in the same order, so they never
   * deadlock.
   */
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

/**
 * Returns the error for a request for a single payout that does not fit into the daily limit. Its member `dailyLeft`
 * tells how much is left.
 */
export function beyondLimit({ problem, dailyLeft }: BeyondLimit): PayoutError {
  const detail = `The account's daily limit leaves ${dailyLeft}.`;
  return new PayoutError('validation_failed', detail, { errors: [problem], members: { dailyLeft } });
}

/**
 * Accepts each order that still fits into the limit, one after the other. Returns the new total and the orders that do
 * not fit.
 */
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
