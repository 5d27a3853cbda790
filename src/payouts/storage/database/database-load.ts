import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';
import { sqliteLoad } from './sqlite-mutex.js';

/** Number of connections in use and idle, and number of callers that wait for one. */
export interface DatabaseLoad {
  readonly inUse: number;
  readonly idle: number;
  /** Number of callers that wait for a connection, or on SQLite for their turn. */
  readonly waiting: number;
  /**
   * Free bytes on the disk of the SQLite file. Null for a server, for `:memory:`, and if the file system does not
   * report it.
   */
  readonly diskFree: number | null;
}

/** Private lists in which mysql2 keeps the connections of a pool and the callers that wait for one. */
interface Pool {
  readonly _allConnections?: { readonly length: number };
  readonly _freeConnections?: { readonly length: number };
  readonly _connectionQueue?: { readonly length: number };
}

/** Returns the load of a data source. Takes the numbers of connections from the driver and runs no SQL statement. */
export async function loadOf(dataSource: DataSource): Promise<DatabaseLoad> {
  if (dataSource.options.type === 'better-sqlite3') {
    const { inUse, waiting } = sqliteLoad(dataSource);
    return { inUse, waiting, idle: 1 - inUse, diskFree: await diskFree(String(dataSource.options.database)) };
  }
  const { pool } = dataSource.driver as unknown as { readonly pool?: Pool & { readonly pool?: Pool } };
  const { _allConnections, _freeConnections, _connectionQueue } = pool?.pool ?? pool ?? {};
  const idle = _freeConnections?.length ?? 0;
  return {
    inUse: (_allConnections?.length ?? 0) - idle,
    idle,
    waiting: _connectionQueue?.length ?? 0,
    diskFree: null,
  };
}

async function diskFree(file: string): Promise<number | null> {
  if (file === ':memory:') return null;
  const found = await statfs(dirname(file)).catch(() => null);
  return found && found.bavail * found.bsize;
}
