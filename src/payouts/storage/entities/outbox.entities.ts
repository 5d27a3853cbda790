import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** An event for consumers. The transaction that makes the change also stores its event. */
@Entity({ name: 'cauri_outbox_event' })
@Index('cauri_outbox_event_position', ['position', 'at', 'subjectId', 'version'])
@Index('cauri_outbox_event_audience', ['audience', 'position'])
export class OutboxEventRow {
  /** Id of the event. Webhooks send it as the header `webhook-id`. */
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('type', 40)
  type!: OutboxEvent['type'];

  /** Audience of the event; see `audienceOf`. */
  @TextColumn('audience', 120)
  audience!: string;

  /** Id of the payout. Null if the event is not about a payout. */
  @TextColumn('subject_id', 36, nullable)
  subjectId!: string | null;

  /** Version of the payout after the change. Null if the event is not about a payout. */
  @IntColumn('version', nullable)
  version!: number | null;

  @BigIntColumn('at')
  at!: number;

  @JsonColumn('data')
  data!: object;

  /** Position in the feed. Null until it is assigned, shortly after the COMMIT. */
  @BigIntColumn('position', nullable)
  position!: number | null;
}

/**
 * Position up to which one reader has read the outbox. `feed` is the shared feed; `host` is the host's own listener.
 */
@Entity({ name: 'cauri_outbox_reader' })
export class OutboxReaderRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 20 })
  name!: 'feed' | 'host';

  /** For `feed`: the last assigned position. For `host`: the position of the last event that the host received. */
  @BigIntColumn('position')
  position!: number;

  /** Position up to which events are deleted. */
  @BigIntColumn('floor')
  floor!: number;

  /** Time of the last assignment in epoch milliseconds. It never decreases, even if instances' clocks differ. */
  @BigIntColumn('moved_at')
  movedAt!: number;

  @Column({ name: 'lease_token', type: 'varchar', length: 36, nullable: true })
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;
}
