import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** An event for consumers, stored in the transaction in which it happened. */
@Entity({ name: 'cauri_outbox_event' })
@Index('cauri_outbox_event_position', ['position', 'at', 'subjectId', 'version'])
@Index('cauri_outbox_event_audience', ['audience', 'position'])
export class OutboxEventRow {
  /** The event's id, also sent as `webhook-id`. */
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('type', 40)
  type!: OutboxEvent['type'];

  /** Who gets the event; see `audienceOf`. */
  @TextColumn('audience', 120)
  audience!: string;

  /** Id of the payout. Null for events that are not about one. */
  @TextColumn('subject_id', 36, nullable)
  subjectId!: string | null;

  /** Version of the payout. Null for events that are not about one. */
  @IntColumn('version', nullable)
  version!: number | null;

  @BigIntColumn('at')
  at!: number;

  @JsonColumn('data')
  data!: object;

  /** Position in the feed. Null until the event gets one, after its commit. */
  @BigIntColumn('position', nullable)
  position!: number | null;
}

/** The position of one reader of the outbox: `feed`, or `host` for the host's own listener. */
@Entity({ name: 'cauri_outbox_reader' })
export class OutboxReaderRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 20 })
  name!: 'feed' | 'host';

  /** For `feed` the last position that was assigned, for `host` the last one that the host has received. */
  @BigIntColumn('position')
  position!: number;

  /** Events up to this position are deleted. */
  @BigIntColumn('floor')
  floor!: number;

  /** When positions were last assigned, epoch milliseconds. Never goes back, whichever instance assigns them. */
  @BigIntColumn('moved_at')
  movedAt!: number;

  @Column({ name: 'lease_token', type: 'varchar', length: 36, nullable: true })
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;
}
