import type { EntityManager } from 'typeorm';
import { isDuplicate } from './database/database-errors.js';
import { RowSet } from './database/row-set.js';
import { OutboxReaderRow } from './entities/outbox.entities.js';
import { PayoutNoticeRow } from './entities/payout-notice.entity.js';

export type NewNotice = Omit<PayoutNoticeRow, 'attempt'>;

/**
 * Position of the host's listener in the feed and events that it must receive again. One process at a time delivers.
 */
export class Notices {
  private readonly rows: RowSet<PayoutNoticeRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, PayoutNoticeRow);
  }

  /** Starts delivery to the host's listener: from now, or from its last position if it was registered before. */
  async begin(): Promise<void> {
    if (await this.manager.findOneBy(OutboxReaderRow, { name: 'host' })) return;
    const { position, movedAt } = await this.manager.findOneByOrFail(OutboxReaderRow, { name: 'feed' });
    const host: OutboxReaderRow = { name: 'host', position, floor: 0, movedAt, leaseToken: null, leaseUntil: null };
    await this.manager.insert(OutboxReaderRow, host).catch((error) => {
      // Another process of the host has started it at the same time.
      if (!isDuplicate(error)) throw error;
    });
  }

  /** Returns the position of the last event that the host has received. */
  async position(): Promise<number> {
    return (await this.manager.findOneByOrFail(OutboxReaderRow, { name: 'host' })).position;
  }

  /** Takes the lease for delivering to the host until `until`. Returns true if `token` has it now. */
  async take(token: string, { now, until }: { now: number; until: number }): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(OutboxReaderRow)
      .set({ leaseToken: token, leaseUntil: until })
      .where("name = 'host' AND (lease_token = :token OR lease_until IS NULL OR lease_until <= :now)", { token, now })
      .execute();
    return affected === 1;
  }

  /** Moves the host's position. Returns false if `token` has lost the lease. */
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

  /** Stores events that the host must receive again. */
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
