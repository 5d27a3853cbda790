import { Entity, PrimaryColumn } from 'typeorm';
import type { HoldReason } from '../../domain/account-hold.js';
import type { ReadOutcome } from '../../domain/read-outcome.js';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/**
 * State of one account. It decides whether payouts may be sent from the account: while the account has a hold, nothing
 * is sent. All instances share the row.
 */
@Entity({ name: 'cauri_account_state' })
export class AccountStateRow {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 40 })
  name!: string;

  /**
   * Version of the row. It grows with every change of the state, and each UPDATE compares it, so that no concurrent
   * change is lost.
   */
  @IntColumn('version')
  version!: number;

  /** Number of consecutive POSTs without an answer. Several start a hold. An answer resets it to 0. */
  @IntColumn('unknowns')
  unknowns!: number;

  /** Reason of the hold. Null if the account has no hold. */
  @TextColumn('reason', 30, nullable)
  reason!: HoldReason | null;

  /**
   * Originator of the hold: `worker`, or the name of the consumer who paused the account. Null without a hold. The
   * column is `held_by`, because `by` is a reserved word in SQL.
   */
  @TextColumn('held_by', 100, nullable)
  heldBy!: string | null;

  /** Start of the hold in epoch milliseconds. Null without a hold. */
  @BigIntColumn('held_since', nullable)
  heldSince!: number | null;

  /**
   * Time of the next probe (a single POST that tests the account) in epoch milliseconds. Null if the account has no
   * hold, or if only a person can end the hold.
   */
  @BigIntColumn('held_until', nullable)
  heldUntil!: number | null;

  /** Text that a person entered when pausing the account. Null if no person paused it. */
  @TextColumn('note', 500, nullable)
  note!: string | null;

  /**
   * Time of the last read from the provider in epoch milliseconds. Null before the first. A write of it does not
   * increase `version`, because no decision uses it.
   */
  @BigIntColumn('last_read_at', nullable)
  lastReadAt!: number | null;

  @TextColumn('last_read_outcome', 20, nullable)
  lastReadOutcome!: ReadOutcome | null;

  /** Number of waits between probes that the hold has already used. It selects the next wait. */
  @IntColumn('step')
  step!: number;

  /**
   * Time until which only one instance may register the account's callback URL, in epoch milliseconds. Null if no
   * instance has reserved the registration.
   */
  @BigIntColumn('registering_until', nullable)
  registeringUntil!: number | null;

  /** Balance as last read, in minor units. Null if it was never read. */
  @BigIntColumn('balance', nullable)
  balance!: number | null;

  @TextColumn('balance_currency', 3, nullable)
  balanceCurrency!: string | null;

  /** Time at which the balance was read, in epoch milliseconds. Null if it was never read. */
  @BigIntColumn('balance_at', nullable)
  balanceAt!: number | null;

  /** 0 or 1. 1 if the last balance was below the account's `lowBalance`. Operators were then notified once. */
  @IntColumn('balance_low', { default: 0 })
  balanceLow!: number;

  /**
   * Number of consecutive payouts that failed without a reason. Counted only if the provider reports no balance.
   * Several start a hold that only a person can end.
   */
  @IntColumn('failures', { default: 0 })
  failures!: number;
}
