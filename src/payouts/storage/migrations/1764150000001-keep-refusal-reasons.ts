import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds a column to attempts for the reason with which the provider refused the payout. It is needed later, when a
 * search confirms the refusal.
 */
export class KeepRefusalReasons1764150000001 implements MigrationInterface {
  readonly name = 'KeepRefusalReasons1764150000001';

  async up(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('cauri_attempt', 'provider_reason')) return;
    await runner.query('ALTER TABLE cauri_attempt ADD COLUMN provider_reason varchar(255)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cauri_attempt DROP COLUMN provider_reason');
  }
}
