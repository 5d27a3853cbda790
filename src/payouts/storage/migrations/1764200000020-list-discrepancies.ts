import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = 'cauri_discrepancy_account';

/** Adds an index to list the discrepancies of an account over all runs. */
export class ListDiscrepancies1764200000020 implements MigrationInterface {
  readonly name = 'ListDiscrepancies1764200000020';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL has no IF NOT EXISTS here and commits each statement separately, so an interrupted migration runs again.
    const table = await runner.getTable('cauri_discrepancy');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await runner.query(`CREATE INDEX ${INDEX} ON cauri_discrepancy (account, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('cauri_discrepancy', INDEX);
  }
}
