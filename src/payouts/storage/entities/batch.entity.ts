import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

export type BatchMode = 'all_or_nothing' | 'accept_valid';
export type BatchEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A request for many payouts. Each payout has the batch's id, and each row of the request has a line. */
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

  /** SHA-256 of the rows and of the other parameters of the request. */
  @TextColumn('request_hash', 64)
  requestHash!: string;

  @TextColumn('mode', 20)
  mode!: BatchMode;

  /** Number of rows, without the header. */
  @IntColumn('total')
  total!: number;

  /** Number of rows that became payouts. */
  @IntColumn('accepted')
  accepted!: number;

  /** Counts and sums of the first answer, returned again if the request is repeated. */
  @JsonColumn('accepted_as', nullable)
  acceptedAs!: BatchTotals | null;

  /** Encoding of the CSV file. Null if the batch was sent as JSON. */
  @TextColumn('encoding', 20, nullable)
  encoding!: BatchEncoding | null;

  /** Delimiter of the CSV file. Null if the batch was sent as JSON. */
  @TextColumn('delimiter', 1, nullable)
  delimiter!: string | null;

  /** Header of the CSV file, in its order. */
  @JsonColumn('columns', nullable)
  columns!: readonly string[] | null;

  /** Unused and always empty. The errors of rows are stored in their lines. */
  @JsonColumn('errors')
  errors!: readonly never[];

  @BigIntColumn('created_at')
  createdAt!: number;

  /** When every accepted payout was final and none in review for the first time, epoch milliseconds. */
  @BigIntColumn('completed_at', nullable)
  completedAt!: number | null;
}

/** Number of payouts by status, and amounts in minor units by currency and status. */
export interface BatchTotals {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<
    Record<string, { readonly scale: number; readonly byStatus: Readonly<Record<string, number>> }>
  >;
}

export interface BatchRowError {
  /** Null if the error concerns the whole row. */
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
  /** For a reference that is already used: the id of the payout that has it. */
  readonly payoutId?: string | null;
}

/** One row of a batch as the consumer wrote it, and its result. */
@Entity({ name: 'cauri_batch_line' })
export class BatchLineRow {
  @PrimaryColumn({ name: 'batch_id', type: 'varchar', length: 36 })
  batchId!: string;

  /** Row number from 1, without the header. */
  @PrimaryColumn({ name: 'line', type: 'int' })
  line!: number;

  /** Null if the row was rejected. */
  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** The cells of the row, in the order of the batch's columns. */
  @Column({ name: 'cells', type: 'text' })
  cells!: string;

  @JsonColumn('errors', nullable)
  errors!: readonly BatchRowError[] | null;
}
