import { Entity, PrimaryColumn } from 'typeorm';
import { BigIntColumn } from './columns.js';

/** The last correction of planned times after the clock was set back. Used only on SQLite; there is one row. */
@Entity({ name: 'cauri_clock_correction' })
export class ClockCorrectionRow {
  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /**
   * Time of the latest change of any payout when the correction was made, in epoch milliseconds. It was in the future
   * then. It does not show again that the clock was set back.
   */
  @BigIntColumn('last_change')
  lastChange!: number;
}
