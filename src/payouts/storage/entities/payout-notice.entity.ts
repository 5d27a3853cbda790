import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { PayoutUpdated } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn } from './columns.js';

/** A change that the host process is still to be told of; gone once it was. */
@Entity({ name: 'cauri_payout_notice' })
@Index('cauri_payout_notice_due', ['nextAt', 'id'])
export class PayoutNoticeRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @JsonColumn('notice')
  notice!: PayoutUpdated;

  /** How often the host was told without taking it. */
  @IntColumn('attempt')
  attempt!: number;

  @BigIntColumn('next_at')
  nextAt!: number;
}
