import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from './table-definition.js';

const NAME = 'cauri_payout_notice';

export class CreatePayoutNotices1763800000000 implements MigrationInterface {
  readonly name = 'CreatePayoutNotices1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: NAME,
      columns: [
        'id varchar(36) NOT NULL',
        'notice text NOT NULL',
        'attempt integer NOT NULL',
        'next_at bigint NOT NULL',
      ],
      primaryKey: 'id',
      indexes: { cauri_payout_notice_due: 'next_at, id' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${NAME}`);
  }
}
