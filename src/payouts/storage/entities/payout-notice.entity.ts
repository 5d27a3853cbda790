import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { PayoutUpdated } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn } from './columns.js';

/** An event that the host's listener failed to process. It is delivered again and deleted after it succeeds. */
@Entity({ name: 'cauri_payout_notice' })
@Index('cauri_payout_notice_due', ['nextAt', 'id'])
export class PayoutNoticeRow {
  /** Id of the event. */
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  /** The event as the listener gets it. */
  @JsonColumn('notice')
  notice!: PayoutUpdated;

  /** Number of failed deliveries. */
  @IntColumn('attempt')
  attempt!: number;

  /** Time of the next delivery in epoch milliseconds. */
  @BigIntColumn('next_at')
  nextAt!: number;
}
