import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './table-definition.js';

/** Adds the number of required approvals to payouts. It is 1 for all existing payouts. */
export class CountApprovers1764300000040 implements MigrationInterface {
  readonly name = 'CountApprovers1764300000040';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'cauri_payout', { approvers: 'integer NOT NULL DEFAULT 1' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('cauri_payout', 'approvers');
  }
}
