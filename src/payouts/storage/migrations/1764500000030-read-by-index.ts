import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createIndex } from './table-definition.js';

/**
 * Indexes that the lists of payouts still lack. Each ends with the columns by which lists are sorted, so that the rows
 * of a page follow each other in the index.
 */
const LISTS: Readonly<Record<string, string>> = {
  cauri_payout_accepted: 'created_at, id',
  cauri_payout_owner: 'consumer, created_at, id',
  cauri_payout_status: 'status, created_at, id',
  cauri_payout_provider: 'provider, created_at, id',
  cauri_payout_named: 'reference, created_at, id',
};
/**
 * Indexes that are dropped, because those in `LISTS` replace them. They served the search for unfinished payouts (by
 * status) and the lists (by consumer).
 */
const REPLACED: Readonly<Record<string, string>> = {
  cauri_payout_age: 'status, queued_at',
  cauri_payout_consumer: 'consumer, id',
};

/**
 * Adds an index for every filter of the lists. Also adds a column and an index for open cancellations, because payouts
 * with one are read from the provider before final payouts that are only watched.
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
