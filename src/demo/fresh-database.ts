import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Deletes a SQLite database with its write-ahead log, shared memory and lock files, and creates its folder if it is
 * missing.
 */
export function freshDatabase(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const ofDatabase = (name: string) => name === basename(file) || /^[-.]/.test(name.slice(basename(file).length));
  for (const name of readdirSync(folder)) {
    if (name.startsWith(basename(file)) && ofDatabase(name)) rmSync(join(folder, name));
  }
}
