import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

export interface TestDatabase {
  /** As `DATABASE_URL`. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: 'sqlite' | 'mariadb';
  create(): Promise<TestDatabase>;
}

const sqlite: DatabaseKind = {
  name: 'sqlite',
  create: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cauri-test-'));
    return {
      url: `sqlite:${join(folder, 'cauri.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

const mariadb: DatabaseKind = {
  name: 'mariadb',
  create: async () => {
    const server = process.env.TEST_MARIADB_URL ?? '';
    const name = `cauri_${randomUUID().replaceAll('-', '')}`;
    await run(server, `CREATE DATABASE ${name}`);
    return { url: `${server}/${name}`, drop: () => run(server, `DROP DATABASE ${name}`) };
  },
};

async function run(server: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: server });
  await connection.query(sql);
  await connection.end();
}

/** Every database that is there: for `describe.each(DATABASES)('… on $name', …)`. */
export const DATABASES: readonly DatabaseKind[] = process.env.TEST_MARIADB_URL ? [sqlite, mariadb] : [sqlite];

/** The one that most services run on, for what does not depend on the database: `describe.each(ONE_DATABASE)(…)`. */
export const ONE_DATABASE: readonly DatabaseKind[] = DATABASES.slice(-1);
