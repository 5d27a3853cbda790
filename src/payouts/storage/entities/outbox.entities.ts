import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** Something that consumers are told, written in the transaction in which it happened. */
@Entity({ name: 'cauri_outbox_event' })
@Index('cauri_outbox_event_position', ['position', 'at', 'subjectId', 'version'])
@Index('cauri_outbox_event_audience', ['audience', 'position'])
export class OutboxEventRow {
  /** Also the `webhook-id`. */
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('type', 40)
  type!: OutboxEvent['type'];

  /** Who is told; see `audienceOf`. */
  @TextColumn('audience', 120)
  audience!: string;

  /** The payout, of an event of one. */
  @TextColumn('subject_id', 36, nullable)
  subjectId!: string | null;

  /** Of the payout. */
  @IntColumn('version', nullable)
  version!: number | null;

  @BigIntColumn('at')
  at!: number;

  @JsonColumn('data')
  data!: object;

  /** Its place in the order of the commits; null until it was given one. */
  @BigIntColumn('position', nullable)
  position!: number | null;
}

/** How far the outbox has come: `feed`, and the host's own listener `host`. */
@Entity({ name: 'cauri_outbox_reader' })
export class OutboxReaderRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 20 })
  name!: 'feed' | 'host';

  /** Of `feed` the last position that was given, of `host` the last one that the host was told. */
  @BigIntColumn('position')
  position!: number;

  /** Events up to this position are no longer kept. */
  @BigIntColumn('floor')
  floor!: number;

  /** When positions were last given; never goes back, whichever instance gives them. */
  @BigIntColumn('moved_at')
  movedAt!: number;

  @Column({ name: 'lease_token', type: 'varchar', length: 36, nullable: true })
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;
}
