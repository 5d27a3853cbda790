import { Entity, PrimaryColumn } from 'typeorm';
import { BigIntColumn } from './columns.js';

/** Sum of the payouts that an account with a daily limit has accepted on one day. */
@Entity({ name: 'cauri_daily_total' })
export class DailyTotalRow {
  @PrimaryColumn({ name: 'account', type: 'varchar', length: 40 })
  account!: string;

  /** Day in the account's time zone, such as `2026-11-27`. */
  @PrimaryColumn({ name: 'day', type: 'varchar', length: 10 })
  day!: string;

  /** Sum in minor units of the account's currency. It may still contain payouts that have failed since. */
  @BigIntColumn('amount')
  amount!: number;
}
