import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventSource, EventType, PayoutChanges, PayoutStatus } from '../../domain/payout.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** One event in a payout's history. Rows are inserted and never changed. */
@Entity({ name: 'cauri_payout_event' })
@Index('cauri_payout_event_sequence', ['payoutId', 'sequence'], { unique: true })
export class PayoutEventRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('payout_id', 36)
  payoutId!: string;

  /** Number of the event within its payout: 1, 2, 3 and so on, without gaps. */
  @IntColumn('sequence')
  sequence!: number;

  /**
   * The payout's version after the event. If one transaction adds several events to a payout, they have the same
   * version.
   */
  @IntColumn('version')
  version!: number;

  @TextColumn('type', 40)
  type!: EventType;

  /** Origin of the event: the API, the worker, a callback, a statement or an operator. */
  @TextColumn('source', 20)
  source!: EventSource;

  @BigIntColumn('at')
  at!: number;

  /** Status before the event. Null for the first event of a payout. */
  @TextColumn('from_status', 20, nullable)
  from!: PayoutStatus | null;

  @TextColumn('to_status', 20)
  to!: PayoutStatus;

  /** Fields of the payout that the event changed, with their new values. */
  @JsonColumn('changes')
  changes!: PayoutChanges;

  /** Details of the event, such as who approved the payout. */
  @JsonColumn('data')
  data!: Record<string, unknown>;
}
