import type { DataSource } from 'typeorm';

/** Of our sessions, whatever the server's own: values that do not fit are errors, and backslashes escape. */
export const SQL_MODE = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** With the first a value could end its own quotes, with the second a text in double quotes is a name. */
const UNSAFE = ['NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES', 'PIPES_AS_CONCAT', 'ANSI'];
const STRICT = ['STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES'];

/** What is wrong with the SQL mode of a data source's sessions, null when nothing is; SQLite has none. */
export async function sqlModeProblem(dataSource: DataSource): Promise<string | null> {
  if (dataSource.options.type === 'better-sqlite3') return null;
  const rows: { mode: string }[] = await dataSource.query('SELECT @@SESSION.sql_mode AS mode');
  const modes = (rows[0]?.mode ?? '').split(',');
  const unsafe = UNSAFE.find((mode) => modes.includes(mode));
  if (unsafe !== undefined) return `its sessions have the sql_mode ${unsafe}`;
  return STRICT.some((mode) => modes.includes(mode)) ? null : 'its sessions lack the sql_mode STRICT_TRANS_TABLES';
}
