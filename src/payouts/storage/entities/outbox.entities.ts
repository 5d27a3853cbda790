import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/**
 * An event for consumers: it is sent by webhook and can be read in the feed. The transaction that makes the change also
 * stores its event.
 */
@Entity({ name: 'cauri_outbox_event' })
@Index('cauri_outbox_event_position', ['position', 'at', 'subjectId', 'version'])
@Index('cauri_outbox_event_audience', ['audience', 'position'])
export class OutboxEventRow {
  /** Id of the event. Webhooks send it as the header `webhook-id`. */
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('type', 40)
  type!: OutboxEvent['type'];

  /** Audience of the event: one consumer, all operators, or one endpoint; see `audienceOf`. */
  @TextColumn('audience', 120)
  audience!: string;

  /** Id of the payout that the event is about. Null if it is about something else. */
  @TextColumn('subject_id', 36, nullable)
  subjectId!: string | null;

  /** Version of the payout after the change. Null if the event is not about a payout. */
  @IntColumn('version', nullable)
  version!: number | null;

  /** Time of the event in epoch milliseconds. */
  @BigIntColumn('at')
  at!: number;

  /** Content of the event, as consumers get it. */
  @JsonColumn('data')
  data!: object;

  /** Position of the event: its number in the feed. Null until it is assigned, shortly after the COMMIT. */
  @BigIntColumn('position', nullable)
  position!: number | null;
}

/**
 * Stores how far the events are processed. The row `feed` stores up to where positions are assigned. The row `host`
 * stores up to where the host's listener has received the events.
 */
@Entity({ name: 'cauri_outbox_reader' })
export class OutboxReaderRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 20 })
  name!: 'feed' | 'host';

  /** For `feed`: the last assigned position. For `host`: the position of the last event that the listener received. */
  @BigIntColumn('position')
  position!: number;

  /** Position of the last deleted event. All events up to it are deleted. Used only by the row `feed`. */
  @BigIntColumn('floor')
  floor!: number;

  /**
   * Time of the last assignment of positions in epoch milliseconds. It never decreases, even if instances' clocks
   * differ.
   */
  @BigIntColumn('moved_at')
  movedAt!: number;

  /** Token of the process that delivers to the host's listener now. Null if none does. */
  @Column({ name: 'lease_token', type: 'varchar', length: 36, nullable: true })
  leaseToken!: string | null;

  /**
   * Time until which no other process may deliver to the host's listener, in epoch milliseconds. Null if no process
   * delivers.
   */
  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;
}
