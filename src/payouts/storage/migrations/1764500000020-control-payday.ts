import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createIndex, createTable, createUniqueIndex } from './table-definition.js';

const INDEXES = {
  cauri_payout_provider_id: 'provider_id, id',
  cauri_payout_settled: 'settled_at',
  cauri_payout_updated: 'updated_at',
  cauri_payout_created: 'account, created_at',
} as const;

const BALANCE_COLUMNS = {
  balance: 'bigint',
  balance_currency: 'varchar(3)',
  balance_at: 'bigint',
  balance_low: 'integer NOT NULL DEFAULT 0',
  failures: 'integer NOT NULL DEFAULT 0',
} as const;

/**
 * Adds retries of payouts, daily totals and balances of accounts. Also adds indexes on payouts, so that lists can
 * filter by the provider's id, by account, and by the times of the result and of the last change.
 */
export class ControlPayday1764500000020 implements MigrationInterface {
  readonly name = 'ControlPayday1764500000020';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'cauri_payout', { retry_of: 'varchar(36)' });
    await createUniqueIndex(runner, 'cauri_payout', 'cauri_payout_retry', 'retry_of');
    for (const [name, columns] of Object.entries(INDEXES)) await createIndex(runner, 'cauri_payout', name, columns);
    await createTable(runner, {
      name: 'cauri_daily_total',
      columns: ['account varchar(40) NOT NULL', 'day varchar(10) NOT NULL', 'amount bigint NOT NULL'],
      primaryKey: 'account, day',
    });
    await addColumns(runner, 'cauri_account_state', BALANCE_COLUMNS);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of Object.keys(BALANCE_COLUMNS)) await runner.dropColumn('cauri_account_state', column);
    await runner.dropTable('cauri_daily_total');
    for (const name of Object.keys(INDEXES)) await runner.dropIndex('cauri_payout', name);
    await runner.dropIndex('cauri_payout', 'cauri_payout_retry');
    await runner.dropColumn('cauri_payout', 'retry_of');
  }
}
