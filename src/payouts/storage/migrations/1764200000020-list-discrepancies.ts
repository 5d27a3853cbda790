import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = 'cauri_discrepancy_account';

/** Adds the index that lists an account's discrepancies of all runs. */
export class ListDiscrepancies1764200000020 implements MigrationInterface {
  readonly name = 'ListDiscrepancies1764200000020';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits each DDL statement on its own and has no CREATE INDEX IF NOT EXISTS.
    const table = await runner.getTable('cauri_discrepancy');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await runner.query(`CREATE INDEX ${INDEX} ON cauri_discrepancy (account, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('cauri_discrepancy', INDEX);
  }
}
