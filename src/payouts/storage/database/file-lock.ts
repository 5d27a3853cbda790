import type { DataSource } from 'typeorm';

interface SqliteConnection {
  pragma(text: string): unknown;
  exec(sql: string): void;
  close(): void;
}
type SqliteClass = new (file: string, options: { timeout: number }) => SqliteConnection;

/**
 * A lock for a SQLite database file that only one process can hold. It is an open SQLite transaction on a second file,
 * `<database>.<purpose>.lock`, so the kernel releases it when the process ends, even after a kill. A pid file would
 * remain. For other databases and for `:memory:` the lock is always granted.
 */
export class FileLock {
  private held: SqliteConnection | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly purpose: string,
  ) {}

  /** True if the lock keeps other processes out. False for databases for which it is always granted. */
  get isExclusive(): boolean {
    return this.file !== null;
  }

  private get file(): string | null {
    const { options } = this.dataSource;
    return options.type === 'better-sqlite3' && options.database !== ':memory:' ? options.database : null;
  }

  /** Takes the lock without waiting. Returns true if this process has it now, false if another process has it. */
  tryAcquire(): boolean {
    const { file } = this;
    if (file === null || this.held) return true;
    const { sqlite: Sqlite } = this.dataSource.driver as unknown as { sqlite: SqliteClass };
    const connection = new Sqlite(`${file}.${this.purpose}.lock`, { timeout: 0 });
    try {
      connection.exec('BEGIN EXCLUSIVE');
      this.held = connection;
      return true;
    } catch {
      connection.close();
      return false;
    }
  }

  release(): void {
    this.held?.close();
    this.held = null;
  }
}
