import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/** A verified callback as received. A repeated callback increases the count and is not stored again. */
@Entity({ name: 'cauri_callback' })
@Index('cauri_callback_hash', ['hash'], { unique: true })
@Index('cauri_callback_payout', ['payoutId'])
export class CallbackRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('provider', 40)
  provider!: string;

  @TextColumn('account', 40, nullable)
  account!: string | null;

  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** SHA-256 of provider, account, payout id and raw body. It identifies a repeated callback. */
  @TextColumn('hash', 64)
  hash!: string;

  @Column({ name: 'body', type: 'blob' })
  body!: Buffer;

  /**
   * The provider's reason for a failure. Only callbacks contain it. The payout gets it once a read also reports
   * `failed`.
   */
  @TextColumn('failure_reason', 255, nullable)
  failureReason!: string | null;

  @IntColumn('count')
  count!: number;

  @BigIntColumn('first_at')
  firstAt!: number;

  @BigIntColumn('last_at')
  lastAt!: number;
}
