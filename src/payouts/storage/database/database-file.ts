import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { DatabaseLostError } from './storage.errors.js';

/**
 * The file of a SQLite database, and its log of writes, as they were when they were opened. SQLite goes on writing to a
 * file that was deleted or replaced: acknowledged payouts would be gone with the process, and their keys would pay again.
 */
export class DatabaseFile {
  private readonly known = new Map<string, string>();
  private readonly path: string | null;
  private lost = false;

  constructor({ options }: DataSource) {
    const path = String((options as { database?: unknown }).database);
    this.path = path === ':memory:' ? null : path;
  }

  /** After every COMMIT, before anybody is told of it. @throws DatabaseLostError */
  check(): void {
    if (this.path === null) return;
    this.lost ||= !this.isSame(this.path) || !this.isSame(`${this.path}-wal`);
    this.requireThere();
  }

  /** Before every statement outside a transaction. @throws DatabaseLostError for ever once it was found missing */
  requireThere(): void {
    // The first statement of all follows the opening at once.
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
