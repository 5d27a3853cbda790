import type { EntityManager } from 'typeorm';
import type { Day } from '../domain/days.js';
import { isDuplicate } from './database/database-errors.js';
import { StaleRowError } from './database/storage.errors.js';
import { DailyTotalRow } from './entities/daily-total.entity.js';
import { PayoutRow } from './entities/payout.entity.js';

/**
 * Reads and writes daily totals. A daily total is the sum of the payouts that an account with a daily limit has
 * accepted on one day.
 */
export class DailyTotals {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Returns the stored total of a day in minor units, and locks its row until the transaction ends. The total may still
   * contain payouts that have failed or were canceled since. Returns null if there is no total yet.
   */
  async lock(account: string, day: Day): Promise<number | null> {
    const isSqlite = this.manager.connection.options.type === 'better-sqlite3';
    const query = this.manager
      .createQueryBuilder(DailyTotalRow, 'total')
      .where('total.account = :account AND total.day = :day', { account, day: day.name });
    // SQLite needs no lock: its transactions are exclusive.
    const row = await (isSqlite ? query : query.setLock('pessimistic_write')).getOne();
    return row?.amount ?? null;
  }

  /**
   * Stores a new total if the old one is still `seen` (null: no row yet). The comparison is needed because some
   * databases accept a lock and ignore it.
   * @throws StaleRowError if another transaction has changed it since it was read
   */
  async set(account: string, day: Day, { seen, amount }: { seen: number | null; amount: number }): Promise<void> {
    if (seen === amount) return;
    if (seen === null) {
      await this.manager.insert(DailyTotalRow, { account, day: day.name, amount }).catch((error) => {
        throw isDuplicate(error) ? new StaleRowError(account) : error;
      });
      return;
    }
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(DailyTotalRow)
      .set({ amount })
      .where('account = :account AND day = :day AND amount = :seen', { account, day: day.name, seen })
      .execute();
    if (affected !== 1) throw new StaleRowError(account);
  }

  /**
   * Returns the sum of the payouts that the account accepted on a day, in minor units. Failed and canceled payouts do
   * not count. Computes it from the payouts themselves, without the stored total.
   */
  async count(account: string, { from, to }: Day): Promise<number> {
    const found = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('SUM(payout.amount)', 'sum')
      .where('payout.account = :account AND payout.created_at >= :from AND payout.created_at < :to', {
        account,
        from,
        to,
      })
      .andWhere("payout.status NOT IN ('failed', 'canceled')")
      .getRawOne<{ sum: string | null }>();
    return Number(found?.sum ?? 0);
  }
}
