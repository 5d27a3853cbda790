import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex } from './table-definition.js';

/** Adds an index on the payouts in review, which are few among many, for counting and listing them. */
export class FindReviews1764500000010 implements MigrationInterface {
  readonly name = 'FindReviews1764500000010';

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'cauri_payout', 'cauri_payout_review', 'review_reason, id');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('cauri_payout', 'cauri_payout_review');
  }
}
