import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';
import { availabilityOf } from './availability.js';
import { ask } from './session.js';

/**
 * Number of free bytes on disk below which SQLite counts as not writable. Its write-ahead log needs space before it can
 * shrink.
 */
const MIN_FREE_BYTES = 16 * 1024 * 1024;

/**
 * `ok`: the database accepts writes. `read-only`: its settings forbid them. `full`: its disk is full, or it refused a
 * write less than 30 seconds ago.
 */
export type Writability = 'ok' | 'read-only' | 'full';

/**
 * Returns whether the database accepts writes. Does not write anything itself, so it cannot see that a server's disk is
 * full. After a failed write, the database counts as not writable for 30 seconds.
 * @throws if the database does not answer
 */
export async function writable(dataSource: DataSource): Promise<Writability> {
  const found =
    dataSource.options.type === 'better-sqlite3' ? await fileState(dataSource) : await serverState(dataSource);
  return found === 'ok' && availabilityOf(dataSource).refusesWrites ? 'full' : found;
}

async function serverState(dataSource: DataSource): Promise<Writability> {
  const rows = await ask<{ readOnly: unknown; innodb: unknown }>(
    dataSource,
    'SELECT @@GLOBAL.read_only AS readOnly, @@GLOBAL.innodb_read_only AS innodb',
  );
  const { readOnly, innodb } = rows[0] ?? { readOnly: 0, innodb: 0 };
  return [readOnly, innodb].every((value) => ['0', 'OFF'].includes(String(value))) ? 'ok' : 'read-only';
}

async function fileState(dataSource: DataSource): Promise<Writability> {
  await ask(dataSource, 'SELECT 1');
  const { database } = dataSource.options as { database: string };
  if (database === ':memory:') return 'ok';
  const { bavail, bsize } = await statfs(dirname(database));
  return bavail * bsize < MIN_FREE_BYTES ? 'full' : 'ok';
}
