import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { DatabaseLostError } from './storage.errors.js';

/**
 * Detects if the SQLite file or its write-ahead log was deleted or replaced. SQLite would go on writing to the old
 * file: the payouts accepted since then would be lost at the next start, and their keys could pay again.
 */
export class DatabaseFile {
  private readonly known = new Map<string, string>();
  private readonly path: string | null;
  private lost = false;

  constructor({ options }: DataSource) {
    const path = String((options as { database?: unknown }).database);
    this.path = path === ':memory:' ? null : path;
  }

  /**
   * Checks the files after a COMMIT, before its result is reported.
   * @throws DatabaseLostError
   */
  check(): void {
    if (this.path === null) return;
    this.lost ||= !this.isSame(this.path) || !this.isSame(`${this.path}-wal`);
    this.requireThere();
  }

  /**
   * Checks the files before a statement outside a transaction.
   * @throws DatabaseLostError, from now on every time, if a file is missing
   */
  requireThere(): void {
    // The first statement runs right after opening: remembers the file as it is now.
    if (this.path !== null && this.known.size === 0) this.isSame(this.path);
    if (this.lost) throw new DatabaseLostError(this.path ?? '');
  }

  private isSame(path: string): boolean {
    const now = identityOf(path);
    const known = this.known.get(path);
    if (known === undefined && now !== null) this.known.set(path, now);
    return known === undefined || known === now;
  }
}

function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
