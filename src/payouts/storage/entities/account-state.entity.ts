import { Entity, PrimaryColumn } from 'typeorm';
import type { HoldReason } from '../../domain/account-hold.js';
import type { ReadOutcome } from '../../domain/read-outcome.js';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/** What all instances share about sending from one account. */
@Entity({ name: 'cauri_account_state' })
export class AccountStateRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 40 })
  name!: string;

  /** Grows with every change; every change compares it. */
  @IntColumn('version')
  version!: number;

  @IntColumn('unknowns')
  unknowns!: number;

  @TextColumn('reason', 30, nullable)
  reason!: HoldReason | null;

  /** `by` is a reserved word of SQL. */
  @TextColumn('held_by', 100, nullable)
  heldBy!: string | null;

  @BigIntColumn('held_since', nullable)
  heldSince!: number | null;

  @BigIntColumn('held_until', nullable)
  heldUntil!: number | null;

  @TextColumn('note', 500, nullable)
  note!: string | null;

  /** Not part of `version`: it says how reading goes and decides nothing. */
  @BigIntColumn('last_read_at', nullable)
  lastReadAt!: number | null;

  @TextColumn('last_read_outcome', 20, nullable)
  lastReadOutcome!: ReadOutcome | null;

  @IntColumn('step')
  step!: number;

  /** One instance at a time registers callbacks. */
  @BigIntColumn('registering_until', nullable)
  registeringUntil!: number | null;
}
