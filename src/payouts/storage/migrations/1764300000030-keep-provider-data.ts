import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './table-definition.js';

/** Adds the provider's own data, such as its batch id and times, to each payout. */
export class KeepProviderData1764300000030 implements MigrationInterface {
  readonly name = 'KeepProviderData1764300000030';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'cauri_payout', { provider_data: 'text' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('cauri_payout', 'provider_data');
  }
}
