import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDefinition } from './table-definition.js';

const TABLES: readonly TableDefinition[] = [
  {
    name: 'cauri_outbox_event',
    columns: [
      'id varchar(36) NOT NULL',
      'type varchar(40) NOT NULL',
      'audience varchar(120) NOT NULL',
      'subject_id varchar(36)',
      'version integer',
      'at bigint NOT NULL',
      'data text NOT NULL',
      'position bigint',
    ],
    primaryKey: 'id',
    indexes: {
      cauri_outbox_event_position: 'position, at, subject_id, version',
      cauri_outbox_event_audience: 'audience, position',
    },
  },
  {
    name: 'cauri_outbox_reader',
    columns: [
      'name varchar(20) NOT NULL',
      'position bigint NOT NULL',
      'floor bigint NOT NULL',
      'moved_at bigint NOT NULL',
      'lease_token varchar(36)',
      'lease_until bigint',
    ],
    primaryKey: 'name',
  },
];

/** Creates the outbox tables, from which the host's listener, the webhooks and the feed get their events. */
export class CreateOutbox1764300000000 implements MigrationInterface {
  readonly name = 'CreateOutbox1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await createTable(runner, table);
    const [feed] = await runner.query("SELECT name FROM cauri_outbox_reader WHERE name = 'feed'");
    if (feed) return;
    await runner.query("INSERT INTO cauri_outbox_reader (name, position, floor, moved_at) VALUES ('feed', 0, 0, 0)");
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [...TABLES].reverse()) await runner.query(`DROP TABLE ${name}`);
  }
}
