import type { DataSource } from 'typeorm';
import { FileLock } from './file-lock.js';

/**
 * SQL expression for the name of the lock on a server. It contains the database, because such locks belong to the whole
 * server, where another database may be migrating. As a hash, because a name may have 64 characters.
 */
const LOCK_NAME = "CONCAT('cauri_migrate_', MD5(DATABASE()))";
/** Maximum wait in seconds for another process that is running migrations. */
const LOCK_SECONDS = 60;

/** Returns the names of the migrations that still have to run: none if the database is up to date, all if it is new. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const table = dataSource.options.migrationsTableName ?? 'migrations';
  const runner = dataSource.createQueryRunner();
  try {
    const exists = await runner.hasTable(table);
    const rows: { name: string }[] = exists ? await runner.query(`SELECT name FROM ${table}`) : [];
    const applied = new Set(rows.map(({ name }) => name));
    const names = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
    return names.filter((name) => !applied.has(name));
  } finally {
    await runner.release();
  }
}

/**
 * Runs the pending migrations one after another and returns their names, none if all have run before. A lock lets only
 * one process at a time run them.
 * @throws if another process has the lock for longer than a minute
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  return dataSource.options.type === 'better-sqlite3' ? withFileLock(dataSource) : withServerLock(dataSource);
}

async function apply(dataSource: DataSource): Promise<string[]> {
  return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
}

async function withFileLock(dataSource: DataSource): Promise<string[]> {
  const lock = new FileLock(dataSource, 'migrate');
  for (let waited = 0; !lock.tryAcquire(); waited += 1) {
    if (waited >= LOCK_SECONDS * 10) throw new Error('another process has been migrating this database for a minute');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    return await apply(dataSource);
  } finally {
    lock.release();
  }
}

async function withServerLock(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const rows: { locked: string | number }[] = await runner.query(
      `SELECT GET_LOCK(${LOCK_NAME}, ${LOCK_SECONDS}) AS locked`,
    );
    if (Number(rows[0]?.locked) !== 1) throw new Error('another process has been migrating this database for a minute');
    return await apply(dataSource);
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${LOCK_NAME})`).catch(() => undefined);
    await runner.release();
  }
}
