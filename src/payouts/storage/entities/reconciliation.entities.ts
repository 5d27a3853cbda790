import { Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/**
 * Kinds of differences between the provider's transactions and our payouts.
 * - `stranger`: the provider reports a transaction that is none of our payouts.
 * - `missing`: a paid payout is not in the provider's list.
 * - `amount_differs`, `status_differs`, `recipient_differs`: the provider reports another value than ours.
 * - `duplicate`: the provider has another or a second transaction for the payout.
 * - `unknown_word`: the payout is final, but the provider reports an undocumented status word.
 */
export const DISCREPANCY_KINDS = [
  'stranger',
  'missing',
  'amount_differs',
  'status_differs',
  'recipient_differs',
  'duplicate',
  'unknown_word',
] as const;
export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];

/** One run of a reconciliation, started by the command `cauri reconcile` or over the API. */
@Entity({ name: 'cauri_reconciliation_run' })
export class ReconciliationRunRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  /**
   * `due`: the run processes all payouts for which work is due. `statement`: it compares the provider's list of
   * transactions with our payouts.
   */
  @TextColumn('kind', 20)
  kind!: 'due' | 'statement';

  /** Name of the account. Null for all accounts. */
  @TextColumn('account', 40, nullable)
  account!: string | null;

  @TextColumn('status', 20)
  status!: 'running' | 'done' | 'failed';

  /** Counts of what happened during the run, such as the number of POSTs started and of payouts that became final. */
  @JsonColumn('counts')
  counts!: Record<'submitted' | 'read' | 'settled' | 'review' | 'errors' | 'discrepancies', number>;

  /** Start of the compared period in epoch milliseconds, inclusive. Null for a run of kind `due`. */
  @BigIntColumn('since', nullable)
  since!: number | null;

  /** End of the compared period in epoch milliseconds, exclusive. Null for a run of kind `due`. */
  @BigIntColumn('until', nullable)
  until!: number | null;

  /** 0 or 1. 1 if the run sends no payouts and only reads them. */
  @IntColumn('read_only')
  readOnly!: number;

  @BigIntColumn('started_at')
  startedAt!: number;

  /** Time of the end in epoch milliseconds. Null while the run is `running`. */
  @BigIntColumn('finished_at', nullable)
  finishedAt!: number | null;
}

/** A difference between the provider's transactions and our payouts. */
@Entity({ name: 'cauri_discrepancy' })
@Index('cauri_discrepancy_run', ['runId', 'id'])
@Index('cauri_discrepancy_account', ['account', 'id'])
export class DiscrepancyRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  /** Id of the reconciliation run that found the difference. Null if it was found outside a run. */
  @TextColumn('run_id', 36, nullable)
  runId!: string | null;

  @TextColumn('kind', 20)
  kind!: DiscrepancyKind;

  @TextColumn('provider', 40)
  provider!: string;

  @TextColumn('account', 40)
  account!: string;

  /** Id of our payout. Null if the transaction belongs to none. */
  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** Provider's id of the transaction. Null if unknown. */
  @TextColumn('provider_id', 255, nullable)
  providerId!: string | null;

  /** Reference of the transaction, which is the payout id for our payouts. Null if the provider reports none. */
  @TextColumn('reference', 255, nullable)
  reference!: string | null;

  /** Value in our database. Null if there is none, or if it is personal data. */
  @TextColumn('expected', 255, nullable)
  expected!: string | null;

  /** Value at the provider. Null if there is none, or if it is personal data. */
  @TextColumn('actual', 255, nullable)
  actual!: string | null;

  /** Time at which the difference was found, in epoch milliseconds. */
  @BigIntColumn('at')
  at!: number;
}
