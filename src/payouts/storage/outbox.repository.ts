import type { EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import { PayoutNoticeRow } from './entities/payout-notice.entity.js';

export type NewNotice = Omit<PayoutNoticeRow, 'attempt'>;

/** What the host process is still to be told. */
export class Notices {
  constructor(private readonly manager: EntityManager) {}

  async insert(notices: readonly NewNotice[]): Promise<void> {
    if (notices.length === 0) return;
    const rows = notices.map((notice) => ({ ...notice, attempt: 0 }));
    await this.manager.insert(PayoutNoticeRow, rows as QueryDeepPartialEntity<PayoutNoticeRow>[]);
  }

  due(now: number, limit: number): Promise<PayoutNoticeRow[]> {
    return this.manager
      .createQueryBuilder(PayoutNoticeRow, 'notice')
      .where('next_at <= :now', { now })
      .orderBy('notice.id', 'ASC')
      .limit(limit)
      .getMany();
  }

  /** Whether the notice is ours until `nextAt`: nobody else has taken it since it was read. */
  async take({ id, attempt }: PayoutNoticeRow, nextAt: number): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(PayoutNoticeRow)
      .set({ attempt: attempt + 1, nextAt })
      .where('id = :id AND attempt = :attempt', { id, attempt })
      .execute();
    return affected === 1;
  }

  async postpone(id: string, nextAt: number): Promise<void> {
    await this.manager.update(PayoutNoticeRow, { id }, { nextAt });
  }

  async remove(id: string): Promise<void> {
    await this.manager.delete(PayoutNoticeRow, { id });
  }
}
