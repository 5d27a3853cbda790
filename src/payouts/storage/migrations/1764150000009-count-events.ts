import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sequence of a payout's last event stands in its row, so that appending one needs no look at the others. */
export class CountEvents1764150000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits each DDL statement by itself: a start that was killed half way runs this again.
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
