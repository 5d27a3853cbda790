import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { DatabaseLostError } from './storage.errors.js';

/**
 * Detects that the SQLite file or its write-ahead log (`-wal`) was deleted or replaced. SQLite would not notice and
 * would keep writing to the deleted file. After a restart, the payouts in it would be missing, and a repeated request
 * could pay again.
 */
export class DatabaseFile {
  /** For each path, the identity (device and inode) of the file when it was first seen. */
  private readonly known = new Map<string, string>();
  private readonly path: string | null;
  private lost = false;

  constructor({ options }: DataSource) {
    const path = String((options as { database?: unknown }).database);
    this.path = path === ':memory:' ? null : path;
  }

  /**
   * Checks both files after a COMMIT, before its success is reported.
   * @throws DatabaseLostError if one of them was deleted or replaced
   */
  check(): void {
    if (this.path === null) return;
    this.lost ||= !this.isSame(this.path) || !this.isSame(`${this.path}-wal`);
    this.requireThere();
  }

  /**
   * Prevents every statement after `check` has found a file deleted or replaced.
   * @throws DatabaseLostError in that case
   */
  requireThere(): void {
    // Remembers the file at the first statement. That runs right after opening, so the file is the one that SQLite has
    // opened.
    if (this.path !== null && this.known.size === 0) this.isSame(this.path);
    if (this.lost) throw new DatabaseLostError(this.path ?? '');
  }

  /**
   * Returns true if the file at this path is still the one that was first seen. Remembers the file when it is first
   * seen.
   */
  private isSame(path: string): boolean {
    const now = identityOf(path);
    const known = this.known.get(path);
    if (known === undefined && now !== null) this.known.set(path, now);
    return known === undefined || known === now;
  }
}

/** Returns the device and inode of a file, which identify it. Returns null if the file does not exist. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
