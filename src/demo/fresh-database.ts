import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Deletes a SQLite database with its write-ahead log, shared memory and lock files, and creates its folder if it is
 * missing. It deletes every file whose name is that of the database with a `-` or `.` behind it, so also a copy such as
 * `cauri.db.old`.
 */
export function freshDatabase(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const ofDatabase = (name: string) => name === basename(file) || /^[-.]/.test(name.slice(basename(file).length));
  for (const name of readdirSync(folder)) {
    if (name.startsWith(basename(file)) && ofDatabase(name)) rmSync(join(folder, name));
  }
}
