import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { PayoutUpdated } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn } from './columns.js';

/** A change that the host's listener must receive again. Deleted once it has. */
@Entity({ name: 'cauri_payout_notice' })
@Index('cauri_payout_notice_due', ['nextAt', 'id'])
export class PayoutNoticeRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @JsonColumn('notice')
  notice!: PayoutUpdated;

  /** Number of failed deliveries to the host. */
  @IntColumn('attempt')
  attempt!: number;

  @BigIntColumn('next_at')
  nextAt!: number;
}
