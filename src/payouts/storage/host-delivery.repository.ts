import { type EntityManager, LessThan } from 'typeorm';
import { isDuplicate } from './database/database-errors.js';
import { RowSet } from './database/row-set.js';
import { OutboxReaderRow } from './entities/outbox.entities.js';
import { PayoutNoticeRow } from './entities/payout-notice.entity.js';

/** An event for which the host's listener failed. It is to be delivered again. */
export type NewNotice = Omit<PayoutNoticeRow, 'attempt'>;

/**
 * Stores how far the host's listener (`onPayoutEvent`) has received the events, and which events must be delivered to
 * it again. A lease lets only one process deliver at a time.
 */
export class Notices {
  private readonly rows: RowSet<PayoutNoticeRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, PayoutNoticeRow);
  }

  /**
   * Creates the position of the host's listener at the end of the feed. Does nothing if it exists: delivery then
   * continues where it stopped.
   */
  async begin(): Promise<void> {
    if (await this.manager.findOneBy(OutboxReaderRow, { name: 'host' })) return;
    const { position, movedAt } = await this.manager.findOneByOrFail(OutboxReaderRow, { name: 'feed' });
    const host: OutboxReaderRow = { name: 'host', position, floor: 0, movedAt, leaseToken: null, leaseUntil: null };
    await this.manager.insert(OutboxReaderRow, host).catch((error) => {
      // Another process of the host inserted the row at the same time.
      if (!isDuplicate(error)) throw error;
    });
  }

  /**
   * Returns the position (number of an event in the feed) of the last event that the listener received.
   * @throws if `begin` has not created it
   */
  async position(): Promise<number> {
    return (await this.manager.findOneByOrFail(OutboxReaderRow, { name: 'host' })).position;
  }

  /**
   * Takes or renews the lease for delivering to the listener, until `until` in epoch milliseconds. Returns false while
   * another process has it.
   */
  async take(token: string, { now, until }: { now: number; until: number }): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(OutboxReaderRow)
      .set({ leaseToken: token, leaseUntil: until })
      .where("name = 'host' AND (lease_token = :token OR lease_until IS NULL OR lease_until <= :now)", { token, now })
      .execute();
    return affected === 1;
  }

  /**
   * Stores the position of the last delivered event. Returns false if `token` no longer has the lease, or if another
   * process had it meanwhile and has already delivered this event.
   */
  async move(token: string, position: number): Promise<boolean> {
    const { affected } = await this.manager.update(
      OutboxReaderRow,
      { name: 'host', leaseToken: token, position: LessThan(position) },
      { position },
    );
    return affected === 1;
  }

  /** Releases the lease, if `token` has it. Another process may then deliver at once, for example after a shutdown. */
  async giveBack(token: string): Promise<void> {
    const host = { name: 'host', leaseToken: token } as const;
    await this.manager.update(OutboxReaderRow, host, { leaseToken: null, leaseUntil: null });
  }

  /** Stores events whose first delivery failed, to deliver them again at `nextAt`. */
  async insert(notices: readonly NewNotice[]): Promise<void> {
    await this.rows.insert(notices.map((notice) => ({ ...notice, attempt: 1 })));
  }

  /** Returns up to `limit` failed events that are due to be delivered again, oldest event first. */
  due(now: number, limit: number): Promise<PayoutNoticeRow[]> {
    return this.manager
      .createQueryBuilder(PayoutNoticeRow, 'notice')
      .where('next_at <= :now', { now })
      .orderBy('notice.id', 'ASC')
      .limit(limit)
      .getMany();
  }

  /** Stores the number of failed deliveries of an event and the time of its next delivery in epoch milliseconds. */
  async postpone(id: string, { attempt, nextAt }: Pick<PayoutNoticeRow, 'attempt' | 'nextAt'>): Promise<void> {
    await this.manager.update(PayoutNoticeRow, { id }, { attempt, nextAt });
  }

  async remove(id: string): Promise<void> {
    await this.manager.delete(PayoutNoticeRow, { id });
  }
}
