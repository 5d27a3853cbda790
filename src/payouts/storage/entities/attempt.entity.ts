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

  /** Number of the attempt within its payout, counted from 1. */
  @IntColumn('number')
  number!: number;

  @BigIntColumn('started_at')
  startedAt!: number;

  /** Time at which the outcome was recorded, in epoch milliseconds. Null before that. */
  @BigIntColumn('ended_at', nullable)
  endedAt!: number | null;

  /** Kind of the outcome. Null until it is recorded. */
  @TextColumn('outcome', 20, nullable)
  outcome!: AttemptOutcome['kind'] | null;

  /** What is proven about this POST, for example that it was not executed; see `Proof`. */
  @TextColumn('proof', 20)
  proof!: Proof;

  /** 0 or 1. 1 if the payout must not be sent again; see `Attempt.blocksResend`. */
  @IntColumn('blocks_resend')
  blocksResend!: number;

  /** Short text about the outcome, for people. Null until the outcome is recorded. */
  @TextColumn('reason', 255, nullable)
  reason!: string | null;

  /** Text with which the provider refused the payout. Null for any other outcome. */
  @TextColumn('provider_reason', 255, nullable)
  providerReason!: string | null;

  /** HTTP status of the response. Null if there was none. */
  @IntColumn('http_status', nullable)
  httpStatus!: number | null;
}
