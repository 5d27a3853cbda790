import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from './table-definition.js';

/** Adds the table that remembers the last correction after the clock of a machine with a SQLite file was set back. */
export class CorrectClockOnce1764500000040 implements MigrationInterface {
  readonly name = 'CorrectClockOnce1764500000040';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'cauri_clock_correction',
      columns: ['id integer NOT NULL', 'last_change bigint NOT NULL'],
      primaryKey: 'id',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('cauri_clock_correction');
  }
}
