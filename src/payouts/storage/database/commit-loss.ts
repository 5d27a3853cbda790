import type { DataSource } from 'typeorm';
import { databaseFacts } from './database-facts.js';
import { unsafeSettings } from './database-settings.js';

/**
 * Returns true if the database may lose a COMMIT that it has acknowledged: in a crash, in a failover to a replica, or
 * because several nodes accept writes. SQLite does not lose one, because Cauri always opens it with WAL and
 * `synchronous=FULL`.
 * @throws if the database is unavailable
 */
export async function mayLoseCommits(dataSource: DataSource): Promise<boolean> {
  if (dataSource.options.type === 'better-sqlite3') return false;
  if ((await unsafeSettings(dataSource)).length > 0) return true;
  const facts = await databaseFacts(dataSource);
  return facts.kind === 'server' && (facts.severalWriters || facts.asynchronousReplicas);
}
