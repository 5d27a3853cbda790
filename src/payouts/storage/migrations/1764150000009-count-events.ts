import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the number of events to each payout, so that a new event gets its number without a query. */
export class CountEvents1764150000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits each DDL statement on its own, so an interrupted migration starts again from the beginning.
    if (!(await runner.hasColumn('cauri_payout', 'event_count'))) {
      await runner.query('ALTER TABLE cauri_payout ADD COLUMN event_count integer NOT NULL DEFAULT 0');
    }
    await runner.query(
      'UPDATE cauri_payout SET event_count = ' +
        '(SELECT COALESCE(MAX(sequence), 0) FROM cauri_payout_event WHERE payout_id = cauri_payout.id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cauri_payout DROP COLUMN event_count');
  }
}
