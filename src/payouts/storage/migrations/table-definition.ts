import type { QueryRunner } from 'typeorm';

export interface TableDefinition {
  readonly name: string;
  /** Column definitions as SQL that MySQL, MariaDB and SQLite accept. */
  readonly columns: readonly string[];
  readonly primaryKey: string;
  readonly unique?: Readonly<Record<string, string>>;
  readonly indexes?: Readonly<Record<string, string>>;
}

function isSqlite(runner: QueryRunner): boolean {
  return runner.connection.options.type === 'better-sqlite3';
}

/**
 * Creates a table and its indexes if they do not exist. MySQL commits each DDL statement on its own, so an interrupted
 * migration starts again from the beginning.
 */
export async function createTable(runner: QueryRunner, table: TableDefinition): Promise<void> {
  const primaryKey = `PRIMARY KEY (${table.primaryKey})`;
  const unique = Object.entries(table.unique ?? {});
  const indexes = Object.entries(table.indexes ?? {});
  if (isSqlite(runner)) {
    await runner.query(`CREATE TABLE IF NOT EXISTS ${table.name} (${[...table.columns, primaryKey].join(', ')})`);
    for (const [name, columns] of unique) {
      await runner.query(`CREATE UNIQUE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns})`);
    }
    for (const [name, columns] of indexes) {
      await runner.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns})`);
    }
    return;
  }
  const parts = [
    ...table.columns,
    primaryKey,
    ...unique.map(([name, columns]) => `UNIQUE KEY ${name} (${columns})`),
    ...indexes.map(([name, columns]) => `KEY ${name} (${columns})`),
  ];
  // The binary collation compares bytes, as SQLite does.
  await runner.query(
    `CREATE TABLE IF NOT EXISTS ${table.name} (${parts.join(', ')}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
  );
}

/** Adds those of the columns that do not exist yet. `createTable` explains why some may exist. */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [column, type] of Object.entries(columns)) {
    if (await runner.hasColumn(table, column)) continue;
    await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}

/** Creates an index if it does not exist. MySQL has no CREATE INDEX IF NOT EXISTS. */
export async function createIndex(runner: QueryRunner, table: string, name: string, columns: string): Promise<void> {
  if (await hasIndex(runner, table, name)) return;
  await runner.query(`CREATE INDEX ${name} ON ${table} (${columns})`);
}

/** Creates a unique index, unless it exists. Such an index allows each value once, but null any number of times. */
export async function createUniqueIndex(
  runner: QueryRunner,
  table: string,
  name: string,
  columns: string,
): Promise<void> {
  if (await hasIndex(runner, table, name)) return;
  await runner.query(`CREATE UNIQUE INDEX ${name} ON ${table} (${columns})`);
}

async function hasIndex(runner: QueryRunner, table: string, name: string): Promise<boolean> {
  const found = await runner.getTable(table);
  return found?.indices.some((index) => index.name === name) ?? false;
}
