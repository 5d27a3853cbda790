import type { EntityManager } from 'typeorm';
import { newId } from '../../common/new-id.js';
import { isDuplicate } from './database/database-errors.js';
import { RowSet } from './database/row-set.js';
import { StaleRowError } from './database/storage.errors.js';
import { CallbackRow } from './entities/callback.entity.js';
import { PayoutRow } from './entities/payout.entity.js';

export type StoredCallback = Readonly<CallbackRow>;

/** A verified callback to store. A callback is an HTTP request in which a provider reports a change of a payout. */
export interface ReceivedCallback {
  readonly provider: string;
  /** Name of the account in the callback URL. Null if the URL names none. */
  readonly account: string | null;
  /** Id of the payout that the callback is about. Null if it names none. */
  readonly payoutId: string | null;
  /** Provider's reason for a failure. Null if the callback has none. */
  readonly failureReason: string | null;
  /** SHA-256 of provider, account, payout id and raw body. A repeated callback has the same hash. */
  readonly hash: string;
  readonly body: Buffer;
  /** Time of arrival in epoch milliseconds. */
  readonly at: number;
}

/**
 * Maximum number of bytes that a BLOB column of MySQL holds. A received body may have one byte more; that byte is not
 * stored.
 */
const MAX_BODY = 65_535;

/**
 * Minimum number of milliseconds between the last read of a payout and a read that a callback causes. However many
 * callbacks arrive, they cause at most one read in this time.
 */
export const READ_GAP_MS = 5_000;

/** Summary of the callbacks about one payout. */
export interface CallbackNews {
  /** Time of the last callback in epoch milliseconds. A repeated callback counts too. */
  readonly lastAt: number;
  /** Failure reason of the latest callback that gave one. Null if none did. */
  readonly failureReason: string | null;
}

/** Stores callbacks, and makes their payouts due for a read from the provider. */
export class Callbacks {
  private readonly rows: RowSet<CallbackRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, CallbackRow);
  }

  /**
   * Stores a callback. If one with the same hash is already stored, only increases its count and its last time. Returns
   * true if it is new.
   * @throws StaleRowError if the same callback is stored at the same time; the unit of work then runs again
   */
  async store({ at, ...callback }: ReceivedCallback): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(CallbackRow)
      .set({ count: () => 'count + 1', lastAt: at })
      .where('hash = :hash', { hash: callback.hash })
      .execute();
    if (affected === 1) return false;
    const body = callback.body.subarray(0, MAX_BODY);
    const row = { id: newId(), ...callback, body, count: 1, firstAt: at, lastAt: at };
    await this.manager.insert(CallbackRow, row).catch((error) => {
      // The same callback arrived twice at the same time. The unit of work runs again and increases the count.
      throw isDuplicate(error) ? new StaleRowError(callback.hash) : error;
    });
    return true;
  }

  /**
   * Plans a read of the payout from the provider, even if the payout is final. The read is due now, or `READ_GAP_MS`
   * after the last read if that is later. Does nothing if the payout was never sent or is queued.
   *
   * If `next_at` is already earlier than that, it only becomes one millisecond earlier. During a read, `next_at` is the
   * end of the reader's lease. The answer of that read may be older than the callback. The reader must therefore see
   * that `next_at` has changed.
   */
  async wake(payoutId: string, now: number): Promise<void> {
    const soon = `CASE WHEN COALESCE(last_read_at, 0) + ${READ_GAP_MS} > :now THEN COALESCE(last_read_at, 0) + ${READ_GAP_MS} ELSE :now END`;
    await this.manager
      .createQueryBuilder()
      .update(PayoutRow)
      .set({ nextAt: () => `CASE WHEN next_at IS NOT NULL AND next_at <= ${soon} THEN next_at - 1 ELSE ${soon} END` })
      .where("id = :payoutId AND submitted_at IS NOT NULL AND status <> 'queued'", { payoutId })
      .setParameters({ now, payoutId })
      .execute();
  }

  /** Returns the different callbacks about a payout, oldest first. */
  of(payoutId: string): Promise<StoredCallback[]> {
    return this.manager.find(CallbackRow, { where: { payoutId }, order: { firstAt: 'ASC', id: 'ASC' } });
  }

  /** Returns a summary of each payout's callbacks. Payouts without callbacks are not in the map. */
  async newsOf(payoutIds: readonly string[]): Promise<Map<string, CallbackNews>> {
    const rows = await this.rows.some(['payoutId', 'lastAt', 'failureReason'], 'payoutId', payoutIds);
    const found = new Map<string, CallbackNews>();
    for (const { payoutId, lastAt, failureReason } of rows.sort((one, other) => one.lastAt - other.lastAt)) {
      if (payoutId === null) continue;
      found.set(payoutId, { lastAt, failureReason: failureReason ?? found.get(payoutId)?.failureReason ?? null });
    }
    return found;
  }
}
