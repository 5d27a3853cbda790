import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** Effect of an invalid row: `all_or_nothing` refuses the whole batch, `accept_valid` only this row. */
export type BatchMode = 'all_or_nothing' | 'accept_valid';
export type BatchEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A request for many payouts. Each row of the request is a `BatchLineRow`; each accepted row is also a payout. */
@Entity({ name: 'cauri_batch' })
@Index('cauri_batch_idempotency', ['idempotencyHash'], { unique: true })
@Index('cauri_batch_consumer', ['consumer', 'id'])
@Index('cauri_batch_open', ['completedAt', 'id'])
export class BatchRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  /** SHA-256 of consumer and idempotency key. */
  @TextColumn('idempotency_hash', 64)
  idempotencyHash!: string;

  /** SHA-256 of the rows and the other parameters. It shows whether a request with the same idempotency key differs. */
  @TextColumn('request_hash', 64)
  requestHash!: string;

  @TextColumn('mode', 20)
  mode!: BatchMode;

  /** Number of rows in the request. The CSV header does not count. */
  @IntColumn('total')
  total!: number;

  /** Number of rows that became payouts. */
  @IntColumn('accepted')
  accepted!: number;

  /** Counts and sums of the first response. A repeated request returns them again. Null if they were not stored. */
  @JsonColumn('accepted_as', nullable)
  acceptedAs!: BatchTotals | null;

  /** Encoding of the CSV file. Null if the batch was sent as JSON. */
  @TextColumn('encoding', 20, nullable)
  encoding!: BatchEncoding | null;

  /** Delimiter of the CSV file. Null if the batch was sent as JSON. */
  @TextColumn('delimiter', 1, nullable)
  delimiter!: string | null;

  /** Column names of the CSV header, in their order. Null if the batch was sent as JSON. */
  @JsonColumn('columns', nullable)
  columns!: readonly string[] | null;

  /** No longer used and always empty. Errors are stored in `BatchLineRow`. */
  @JsonColumn('errors')
  errors!: readonly never[];

  @BigIntColumn('created_at')
  createdAt!: number;

  /**
   * Time at which the batch was complete: all its payouts final and none in review, for the first time. In epoch
   * milliseconds. Null before that.
   */
  @BigIntColumn('completed_at', nullable)
  completedAt!: number | null;
}

/**
 * Number of payouts by status, and sums of their amounts in minor units by currency and status. `scale` is the number
 * of decimals of the currency.
 */
export interface BatchTotals {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<
    Record<string, { readonly scale: number; readonly byStatus: Readonly<Record<string, number>> }>
  >;
}

/** Error in one row of a batch. */
export interface BatchRowError {
  /** Name of the invalid field. Null if the error concerns the whole row. */
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
  /** Id of the payout that already uses the same reference. Null or missing for other errors. */
  readonly payoutId?: string | null;
}

/** One row of a batch as the consumer sent it, with its payout or its errors. */
@Entity({ name: 'cauri_batch_line' })
export class BatchLineRow {
  @PrimaryColumn({ name: 'batch_id', type: 'varchar', length: 36 })
  batchId!: string;

  /** Number of the row, counted from 1. The CSV header does not count. */
  @PrimaryColumn({ name: 'line', type: 'int' })
  line!: number;

  /** Id of the payout. Null if the row was rejected. */
  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** Cell values of the row as JSON, in the order of the batch's columns. */
  @Column({ name: 'cells', type: 'text' })
  cells!: string;

  /** Errors of the row. Null if the row was accepted. */
  @JsonColumn('errors', nullable)
  errors!: readonly BatchRowError[] | null;
}
