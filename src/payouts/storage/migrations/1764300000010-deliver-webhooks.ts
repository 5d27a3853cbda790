import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDefinition } from './table-definition.js';

const TABLES: readonly TableDefinition[] = [
  {
    name: 'cauri_webhook_endpoint',
    columns: [
      'id varchar(36) NOT NULL',
      'consumer varchar(100) NOT NULL',
      'url text NOT NULL',
      'types text',
      'signature varchar(10) NOT NULL',
      'public_key varchar(100)',
      'secrets text NOT NULL',
      'latest integer NOT NULL',
      'enabled integer NOT NULL',
      'disabled_reason varchar(20)',
      'operations integer NOT NULL',
      'failures integer NOT NULL',
      'failing_since bigint',
      'paused_until bigint',
      'lease_token varchar(36)',
      'lease_until bigint',
      'created_at bigint NOT NULL',
      'deleted_at bigint',
    ],
    primaryKey: 'id',
    indexes: { cauri_webhook_endpoint_consumer: 'consumer, id' },
  },
  {
    name: 'cauri_webhook_delivery',
    columns: [
      'id varchar(36) NOT NULL',
      'endpoint_id varchar(36) NOT NULL',
      'event_id varchar(36) NOT NULL',
      'type varchar(40) NOT NULL',
      'position bigint NOT NULL',
      'status varchar(20) NOT NULL',
      'attempt integer NOT NULL',
      'step integer NOT NULL',
      'asked integer NOT NULL',
      'response_status integer',
      'duration_ms integer',
      'attempts text NOT NULL',
      'next_at bigint',
      'created_at bigint NOT NULL',
    ],
    primaryKey: 'id',
    unique: { cauri_webhook_delivery_event: 'endpoint_id, event_id' },
    indexes: {
      cauri_webhook_delivery_due: 'endpoint_id, status, next_at, position',
      cauri_webhook_delivery_status: 'endpoint_id, status, event_id',
    },
  },
];

/**
 * Creates the tables for webhooks. Drops two tables with the same names first, which an earlier version created but
 * never used.
 */
export class DeliverWebhooks1764300000010 implements MigrationInterface {
  readonly name = 'DeliverWebhooks1764300000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      if (!(await isNew(runner, table.name))) await runner.query(`DROP TABLE IF EXISTS ${table.name}`);
      await createTable(runner, table);
    }
  }

  /** Does nothing: the replaced tables were never used. */
  async down(): Promise<void> {}
}

async function isNew(runner: QueryRunner, table: string): Promise<boolean> {
  return runner.hasColumn(table, table === 'cauri_webhook_endpoint' ? 'secrets' : 'attempts');
}
