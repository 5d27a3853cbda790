import { Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

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

@Entity({ name: 'cauri_reconciliation_run' })
export class ReconciliationRunRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('kind', 20)
  kind!: 'due' | 'statement';

  @TextColumn('account', 40, nullable)
  account!: string | null;

  @TextColumn('status', 20)
  status!: 'running' | 'done' | 'failed';

  @JsonColumn('counts')
  counts!: Record<'submitted' | 'read' | 'settled' | 'review' | 'errors' | 'discrepancies', number>;

  @BigIntColumn('since', nullable)
  since!: number | null;

  @BigIntColumn('until', nullable)
  until!: number | null;

  /** 0 or 1. 1 if the run sends no payouts and only reads them. */
  @IntColumn('read_only')
  readOnly!: number;

  @BigIntColumn('started_at')
  startedAt!: number;

  @BigIntColumn('finished_at', nullable)
  finishedAt!: number | null;
}

/** A difference between the provider's list of transactions and our payouts. */
@Entity({ name: 'cauri_discrepancy' })
@Index('cauri_discrepancy_run', ['runId', 'id'])
@Index('cauri_discrepancy_account', ['account', 'id'])
export class DiscrepancyRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('run_id', 36, nullable)
  runId!: string | null;

  @TextColumn('kind', 20)
  kind!: DiscrepancyKind;

  @TextColumn('provider', 40)
  provider!: string;

  @TextColumn('account', 40)
  account!: string;

  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  @TextColumn('provider_id', 255, nullable)
  providerId!: string | null;

  @TextColumn('reference', 255, nullable)
  reference!: string | null;

  @TextColumn('expected', 255, nullable)
  expected!: string | null;

  @TextColumn('actual', 255, nullable)
  actual!: string | null;

  @BigIntColumn('at')
  at!: number;
}
