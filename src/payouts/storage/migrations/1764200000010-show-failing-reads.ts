import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['cauri_account_state', 'last_read_at', 'bigint'],
  ['cauri_account_state', 'last_read_outcome', 'varchar(20)'],
  ['cauri_payout', 'read_failed_at', 'bigint'],
  ['cauri_payout', 'read_failure', 'varchar(100)'],
] as const;

/** Adds columns for the time and outcome of the last read to accounts, and for the last failed read to payouts. */
export class ShowFailingReads1764200000010 implements MigrationInterface {
  readonly name = 'ShowFailingReads1764200000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column, type] of COLUMNS) {
      // MySQL commits each DDL statement on its own, so an interrupted migration starts again from the beginning.
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
