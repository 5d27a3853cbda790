import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome, Proof } from '../../domain/attempts.js';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/** One POST of a payout to the provider. The row is committed before the first byte is sent. */
@Entity({ name: 'cauri_attempt' })
@Index('cauri_attempt_number', ['payoutId', 'number'], { unique: true })
export class AttemptRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('payout_id', 36)
  payoutId!: string;

  @IntColumn('number')
  number!: number;

  @BigIntColumn('started_at')
  startedAt!: number;

  @BigIntColumn('ended_at', nullable)
  endedAt!: number | null;

  @TextColumn('outcome', 20, nullable)
  outcome!: AttemptOutcome['kind'] | null;

  @TextColumn('proof', 20)
  proof!: Proof;

  /** 0 or 1. 1 if the payout must not be sent again; see `Attempt.blocksResend`. */
  @IntColumn('blocks_resend')
  blocksResend!: number;

  @TextColumn('reason', 255, nullable)
  reason!: string | null;

  /** The provider's text for a refusal. Null for any other outcome. */
  @TextColumn('provider_reason', 255, nullable)
  providerReason!: string | null;

  @IntColumn('http_status', nullable)
  httpStatus!: number | null;
}
