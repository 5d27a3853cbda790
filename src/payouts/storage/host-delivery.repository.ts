import type { EntityManager } from 'typeorm';
import { isDuplicate } from './database/database-errors.js';
import { RowSet } from './database/row-set.js';
import { OutboxReaderRow } from './entities/outbox.entities.js';
import { PayoutNoticeRow } from './entities/payout-notice.entity.js';

export type NewNotice = Omit<PayoutNoticeRow, 'attempt'>;

/**
 * Stores which events the host's listener has received, and which must be delivered again. A lease lets one process at
 * a time deliver.
 */
export class Notices {
  private readonly rows: RowSet<PayoutNoticeRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, PayoutNoticeRow);
  }

  /**
   * Starts delivery to the host's listener: from the end of the feed, or where it stopped if it was registered before.
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

  /** Returns the position of the last event that the host received. */
  async position(): Promise<number> {
    return (await this.manager.findOneByOrFail(OutboxReaderRow, { name: 'host' })).position;
  }

  /**
   * Takes or renews the lease for delivering to the host, until `until`. Returns false while another process has it.
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

  /** Stores the position of the last delivered event. Returns false if `token` no longer has the lease. */
  async move(token: string, position: number): Promise<boolean> {
    const { affected } = await this.manager.update(
      OutboxReaderRow,
      { name: 'host', leaseToken: token },
      { position, leaseToken: token },
    );
    return affected === 1;
  }

  async giveBack(token: string): Promise<void> {
    const host = { name: 'host', leaseToken: token } as const;
    await this.manager.update(OutboxReaderRow, host, { leaseToken: null, leaseUntil: null });
  }

  /** Stores events whose delivery failed, to deliver them again. */
  async insert(notices: readonly NewNotice[]): Promise<void> {
    await this.rows.insert(notices.map((notice) => ({ ...notice, attempt: 1 })));
  }

  due(now: number, limit: number): Promise<PayoutNoticeRow[]> {
    return this.manager
      .createQueryBuilder(PayoutNoticeRow, 'notice')
      .where('next_at <= :now', { now })
      .orderBy('notice.id', 'ASC')
      .limit(limit)
      .getMany();
  }

  async postpone(id: string, { attempt, nextAt }: Pick<PayoutNoticeRow, 'attempt' | 'nextAt'>): Promise<void> {
    await this.manager.update(PayoutNoticeRow, { id }, { attempt, nextAt });
  }

  async remove(id: string): Promise<void> {
    await this.manager.delete(PayoutNoticeRow, { id });
  }
}
