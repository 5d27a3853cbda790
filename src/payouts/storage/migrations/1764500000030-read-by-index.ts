import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createIndex } from './table-definition.js';

/** The indexes that the lists still need. Each ends in the order of the lists, so that a page is the end of one range. */
const LISTS: Readonly<Record<string, string>> = {
  cauri_payout_accepted: 'created_at, id',
  cauri_payout_owner: 'consumer, created_at, id',
  cauri_payout_status: 'status, created_at, id',
  cauri_payout_provider: 'provider, created_at, id',
  cauri_payout_named: 'reference, created_at, id',
};
/** The indexes that those replace: by status for the sweep of what is unfinished, and by consumer for the lists. */
const REPLACED: Readonly<Record<string, string>> = {
  cauri_payout_age: 'status, queued_at',
  cauri_payout_consumer: 'consumer, id',
};

/**
 * Gives every list filter an index, and open cancellations a column of their own, because they are read before what is
 * only watched.
 */
export class ReadByIndex1764500000030 implements MigrationInterface {
  readonly name = 'ReadByIndex1764500000030';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'cauri_payout', { cancelling: 'integer' });
    await createIndex(runner, 'cauri_payout', 'cauri_payout_cancelling', 'account, cancelling');
    await runner.query(
      "UPDATE cauri_payout SET cancelling = 1 WHERE status = 'paid' AND cancellation IS NOT NULL AND " +
        `(cancellation LIKE '%"status":"requested"%' OR cancellation LIKE '%"status":"processing"%')`,
    );
    for (const [name, columns] of Object.entries(LISTS)) await createIndex(runner, 'cauri_payout', name, columns);
    for (const name of Object.keys(REPLACED)) {
      const table = await runner.getTable('cauri_payout');
      if (table?.indices.some((index) => index.name === name)) await runner.dropIndex('cauri_payout', name);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(REPLACED)) await createIndex(runner, 'cauri_payout', name, columns);
    for (const name of [...Object.keys(LISTS), 'cauri_payout_cancelling']) {
      await runner.dropIndex('cauri_payout', name);
    }
    await runner.dropColumn('cauri_payout', 'cancelling');
  }
}
