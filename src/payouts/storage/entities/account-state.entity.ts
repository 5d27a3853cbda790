import { Entity, PrimaryColumn } from 'typeorm';
import type { HoldReason } from '../../domain/account-hold.js';
import type { ReadOutcome } from '../../domain/read-outcome.js';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/** State of sending from one account, shared by all instances. */
@Entity({ name: 'cauri_account_state' })
export class AccountStateRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 40 })
  name!: string;

  /** Grows with every change. An UPDATE compares it to detect concurrent changes. */
  @IntColumn('version')
  version!: number;

  @IntColumn('unknowns')
  unknowns!: number;

  @TextColumn('reason', 30, nullable)
  reason!: HoldReason | null;

  /** Named `held_by`, because `by` is a reserved word of SQL. */
  @TextColumn('held_by', 100, nullable)
  heldBy!: string | null;

  @BigIntColumn('held_since', nullable)
  heldSince!: number | null;

  @BigIntColumn('held_until', nullable)
  heldUntil!: number | null;

  @TextColumn('note', 500, nullable)
  note!: string | null;

  /**
   * Time of the last read of the provider. Changing it does not change `version`, because no decision depends on it.
   */
  @BigIntColumn('last_read_at', nullable)
  lastReadAt!: number | null;

  @TextColumn('last_read_outcome', 20, nullable)
  lastReadOutcome!: ReadOutcome | null;

  @IntColumn('step')
  step!: number;

  /** Until when one instance registers callbacks, epoch milliseconds. Others wait. */
  @BigIntColumn('registering_until', nullable)
  registeringUntil!: number | null;
}
