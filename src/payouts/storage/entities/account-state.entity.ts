import { Entity, PrimaryColumn } from 'typeorm';
import type { HoldReason } from '../../domain/account-hold.js';
import type { ReadOutcome } from '../../domain/read-outcome.js';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/** Tells if payouts may be sent from one account. All instances share the row. */
@Entity({ name: 'cauri_account_state' })
export class AccountStateRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 40 })
  name!: string;

  /** Grows with every change. Each UPDATE compares it, so that no concurrent change is lost. */
  @IntColumn('version')
  version!: number;

  @IntColumn('unknowns')
  unknowns!: number;

  @TextColumn('reason', 30, nullable)
  reason!: HoldReason | null;

  /** Originator of the hold. The column is `held_by`, because `by` is a reserved word in SQL. */
  @TextColumn('held_by', 100, nullable)
  heldBy!: string | null;

  @BigIntColumn('held_since', nullable)
  heldSince!: number | null;

  @BigIntColumn('held_until', nullable)
  heldUntil!: number | null;

  @TextColumn('note', 500, nullable)
  note!: string | null;

  /**
   * Time of the last read of the provider in epoch milliseconds. It does not increase `version`, because no decision
   * uses it.
   */
  @BigIntColumn('last_read_at', nullable)
  lastReadAt!: number | null;

  @TextColumn('last_read_outcome', 20, nullable)
  lastReadOutcome!: ReadOutcome | null;

  @IntColumn('step')
  step!: number;

  /** Time until which one instance alone may register callbacks, in epoch milliseconds. */
  @BigIntColumn('registering_until', nullable)
  registeringUntil!: number | null;

  /** The balance as last read, minor units. Null if it was never read. */
  @BigIntColumn('balance', nullable)
  balance!: number | null;

  @TextColumn('balance_currency', 3, nullable)
  balanceCurrency!: string | null;

  @BigIntColumn('balance_at', nullable)
  balanceAt!: number | null;

  /** 1 if operators were notified of the low balance. */
  @IntColumn('balance_low', { default: 0 })
  balanceLow!: number;

  /** Payouts in a row that failed without a reason. */
  @IntColumn('failures', { default: 0 })
  failures!: number;
}
