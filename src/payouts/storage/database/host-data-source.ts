import type { DataSource } from 'typeorm';
import { PAYOUT_ENTITIES } from '../entities/payout-entities.js';
import { sqlModeProblem } from './sql-mode.js';
import { isSerialized } from './sqlite-mutex.js';

/**
 * Required collation of the tables. It distinguishes upper and lower case, so that the keys `A` and `a` are different.
 */
const COLLATION = 'utf8mb4_bin';

interface Table {
  readonly name: string;
  readonly collation: string;
}

/**
 * Checks that the DataSource of a host has Cauri's entities, tables and required settings, and returns it.
 * @throws an error whose message names what is missing
 */
export async function requireUsable(dataSource: DataSource): Promise<DataSource> {
  const sqlite = dataSource.options.type === 'better-sqlite3';
  if (sqlite && !isSerialized(dataSource)) {
    throw new Error('PayoutsModule on SQLite needs a DataSource made by the dataSourceFactory that cauri exports');
  }
  if (!PAYOUT_ENTITIES.every((entity) => dataSource.hasMetadata(entity))) {
    throw new Error('PayoutsModule needs PAYOUT_ENTITIES among the entities of its DataSource');
  }
  const mode = await sqlModeProblem(dataSource);
  if (mode !== null)
    throw new Error(`PayoutsModule cannot use this DataSource: ${mode} (make it with our dataSourceFactory)`);
  const names = PAYOUT_ENTITIES.map((entity) => dataSource.getMetadata(entity).tableName);
  const tables = new Map((await (sqlite ? sqliteTables : serverTables)(dataSource)).map((one) => [one.name, one]));
  const missing = names.filter((name) => !tables.has(name));
  if (missing.length > 0) {
    const remedy = 'put PAYOUT_MIGRATIONS among the migrations of its DataSource and run them (migrationsRun: true)';
    throw new Error(`PayoutsModule finds no table ${missing.join(', ')}: ${remedy}`);
  }
  const foreign = names.filter((name) => tables.get(name)?.collation !== COLLATION);
  if (foreign.length > 0) {
    const remedy = 'PAYOUT_MIGRATIONS have to make them, not `synchronize`';
    throw new Error(`PayoutsModule needs the collation ${COLLATION} in the table ${foreign.join(', ')}: ${remedy}`);
  }
  return dataSource;
}

/**
 * Returns the tables of a SQLite database. All are listed with the required collation, because SQLite compares bytes.
 */
async function sqliteTables(dataSource: DataSource): Promise<Table[]> {
  return dataSource.query(`SELECT name, '${COLLATION}' AS collation FROM sqlite_master WHERE type = 'table'`);
}

async function serverTables(dataSource: DataSource): Promise<Table[]> {
  return dataSource.query(
    'SELECT table_name AS name, table_collation AS collation FROM information_schema.tables ' +
      'WHERE table_schema = DATABASE()',
  );
}
