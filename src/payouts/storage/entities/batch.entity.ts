import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

export type BatchMode = 'all_or_nothing' | 'accept_valid';
export type BatchEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** An order of many payouts. Its payouts bear its id, and each of its rows has a line. */
@Entity({ name: 'cauri_batch' })
@Index('cauri_batch_idempotency', ['idempotencyHash'], { unique: true })
@Index('cauri_batch_consumer', ['consumer', 'id'])
@Index('cauri_batch_open', ['completedAt', 'id'])
export class BatchRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @TextColumn('idempotency_hash', 64)
  idempotencyHash!: string;

  /** SHA-256 of the rows and of what was asked along with them. */
  @TextColumn('request_hash', 64)
  requestHash!: string;

  @TextColumn('mode', 20)
  mode!: BatchMode;

  /** Rows of data. */
  @IntColumn('total')
  total!: number;

  /** Rows that became payouts. */
  @IntColumn('accepted')
  accepted!: number;

  /** Counts and sums as the first answer had them, for whoever repeats the request. */
  @JsonColumn('accepted_as', nullable)
  acceptedAs!: BatchTotals | null;

  /** Of a CSV; null: the batch came as JSON. */
  @TextColumn('encoding', 20, nullable)
  encoding!: BatchEncoding | null;

  /** Of a CSV; null: the batch came as JSON. */
  @TextColumn('delimiter', 1, nullable)
  delimiter!: string | null;

  /** The header of the caller's file, in its order. */
  @JsonColumn('columns', nullable)
  columns!: readonly string[] | null;

  /** Of an earlier version, which stored no batch: always empty. The rows' errors are in their lines. */
  @JsonColumn('errors')
  errors!: readonly never[];

  @BigIntColumn('created_at')
  createdAt!: number;

  /** When every accepted payout was final and none waited for a person, for the first time. */
  @BigIntColumn('completed_at', nullable)
  completedAt!: number | null;
}

/** Payouts by status, and minor units by currency and status. */
export interface BatchTotals {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<
    Record<string, { readonly scale: number; readonly byStatus: Readonly<Record<string, number>> }>
  >;
}

export interface BatchRowError {
  /** Null: the row as a whole. */
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
  /** Of a reference that is taken: the payout that has it. */
  readonly payoutId?: string | null;
}

/** One row of a batch as the caller wrote it, and what became of it. */
@Entity({ name: 'cauri_batch_line' })
export class BatchLineRow {
  @PrimaryColumn({ name: 'batch_id', type: 'varchar', length: 36 })
  batchId!: string;

  /** From 1 on, over rows of data. */
  @PrimaryColumn({ name: 'line', type: 'int' })
  line!: number;

  /** Null: the row was rejected. */
  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** The caller's cells, in the order of the batch's columns. */
  @Column({ name: 'cells', type: 'text' })
  cells!: string;

  @JsonColumn('errors', nullable)
  errors!: readonly BatchRowError[] | null;
}
