import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = 'cauri_discrepancy_account';

/** The discrepancies of an account, of whatever run or of none. */
export class ListDiscrepancies1764200000020 implements MigrationInterface {
  readonly name = 'ListDiscrepancies1764200000020';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL has no IF NOT EXISTS here, and commits by itself: a start that was killed half way runs this again.
    const table = await runner.getTable('cauri_discrepancy');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await runner.query(`CREATE INDEX ${INDEX} ON cauri_discrepancy (account, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('cauri_discrepancy', INDEX);
  }
}
