import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, createIndex, createTable } from './table-definition.js';

/**
 * Adds a table for the rows of batches, and columns to batches for their first response and CSV format. Also adds the
 * recipient in lower case to payouts, and fills it for all existing ones.
 */
export class KeepBatches1764300000020 implements MigrationInterface {
  readonly name = 'KeepBatches1764300000020';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'cauri_batch_line',
      columns: [
        'batch_id varchar(36) NOT NULL',
        'line integer NOT NULL',
        'payout_id varchar(36)',
        'cells text NOT NULL',
        'errors text',
      ],
      primaryKey: 'batch_id, line',
    });
    await addColumns(runner, 'cauri_batch', {
      accepted_as: 'text',
      encoding: 'varchar(20)',
      delimiter: 'varchar(1)',
      columns: 'text',
    });
    await createIndex(runner, 'cauri_batch', 'cauri_batch_consumer', 'consumer, id');
    await createIndex(runner, 'cauri_batch', 'cauri_batch_open', 'completed_at, id');
    await addColumns(runner, 'cauri_payout', { recipient_key: 'varchar(254)' });
    await runner.query('UPDATE cauri_payout SET recipient_key = LOWER(recipient) WHERE recipient_key IS NULL');
    await createIndex(runner, 'cauri_payout', 'cauri_payout_recipient', 'recipient_key, created_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('cauri_payout', 'cauri_payout_recipient');
    await runner.dropColumn('cauri_payout', 'recipient_key');
    await runner.dropIndex('cauri_batch', 'cauri_batch_open');
    await runner.dropIndex('cauri_batch', 'cauri_batch_consumer');
    for (const column of ['columns', 'delimiter', 'encoding', 'accepted_as']) {
      await runner.dropColumn('cauri_batch', column);
    }
    await runner.dropTable('cauri_batch_line');
  }
}
