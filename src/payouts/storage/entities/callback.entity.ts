import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, nullable, TextColumn } from './columns.js';

/**
 * A verified callback (HTTP request in which a provider reports a change of a payout), as received. A repeated callback
 * increases the count and is not stored again.
 */
@Entity({ name: 'cauri_callback' })
@Index('cauri_callback_hash', ['hash'], { unique: true })
@Index('cauri_callback_payout', ['payoutId'])
export class CallbackRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('provider', 40)
  provider!: string;

  /** Name of the account in the callback URL. Null if the URL names none. */
  @TextColumn('account', 40, nullable)
  account!: string | null;

  /** Id of the payout that the callback is about. Null if it names none. */
  @TextColumn('payout_id', 36, nullable)
  payoutId!: string | null;

  /** SHA-256 of provider, account, payout id and raw body. It identifies a repeated callback. */
  @TextColumn('hash', 64)
  hash!: string;

  /** Raw body of the callback. Only its first 65 535 bytes are stored. */
  @Column({ name: 'body', type: 'blob' })
  body!: Buffer;

  /**
   * Provider's reason for a failure. Only callbacks contain it; reads do not. The payout gets it when a read also
   * reports `failed`. Null if the callback has none.
   */
  @TextColumn('failure_reason', 255, nullable)
  failureReason!: string | null;

  /** Number of times that this same callback (with the same hash) arrived. 1 until it is repeated. */
  @IntColumn('count')
  count!: number;

  /** Time of the first arrival in epoch milliseconds. */
  @BigIntColumn('first_at')
  firstAt!: number;

  /** Time of the last arrival in epoch milliseconds. Equal to `firstAt` until the callback is repeated. */
  @BigIntColumn('last_at')
  lastAt!: number;
}
