import { Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

@Entity({ name: 'cauri_batch' })
@Index('cauri_batch_idempotency', ['idempotencyHash'], { unique: true })
export class BatchRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @TextColumn('idempotency_hash', 64)
  idempotencyHash!: string;

  @TextColumn('request_hash', 64)
  requestHash!: string;

  @TextColumn('mode', 20)
  mode!: 'all_or_nothing' | 'accept_valid';

  @IntColumn('total')
  total!: number;

  @IntColumn('accepted')
  accepted!: number;

  @JsonColumn('errors')
  errors!: { row: number; field: string; code: string; message: string }[];

  @BigIntColumn('created_at')
  createdAt!: number;

  @BigIntColumn('completed_at', nullable)
  completedAt!: number | null;
}
