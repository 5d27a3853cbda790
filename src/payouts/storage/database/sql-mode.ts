import type { DataSource } from 'typeorm';

/**
 * SQL mode that Cauri sets in its MySQL sessions, whatever the server's own mode is. With it, a value that does not fit
 * into its column is an error.
 */
export const SQL_MODE = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/**
 * SQL modes that make Cauri's statements unsafe. NO_BACKSLASH_ESCAPES disables backslash escapes, so that a value could
 * end its own quotes. The others change the meaning of double quotes or `||`.
 */
const UNSAFE = ['NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES', 'PIPES_AS_CONCAT', 'ANSI'];
/** SQL modes in which a value that does not fit into its column is an error. One of them must be set. */
const STRICT = ['STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES'];

/**
 * Returns the problem with the SQL mode of a data source's sessions. Returns null if there is none, and on SQLite,
 * which has no SQL mode.
 */
export async function sqlModeProblem(dataSource: DataSource): Promise<string | null> {
  if (dataSource.options.type === 'better-sqlite3') return null;
  const rows: { mode: string }[] = await dataSource.query('SELECT @@SESSION.sql_mode AS mode');
  const modes = (rows[0]?.mode ?? '').split(',');
  const unsafe = UNSAFE.find((mode) => modes.includes(mode));
  if (unsafe !== undefined) return `its sessions have the sql_mode ${unsafe}`;
  return STRICT.some((mode) => modes.includes(mode)) ? null : 'its sessions lack the sql_mode STRICT_TRANS_TABLES';
}
