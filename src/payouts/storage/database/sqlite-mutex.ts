import type { DataSource, QueryRunner } from 'typeorm';
import { DatabaseFile } from './database-file.js';
import { DatabaseUnavailableError } from './storage.errors.js';

/**
 * Maximum wait for the mutex in milliseconds. If a unit of work calls a repository outside its own transaction, it
 * waits for itself. Without this limit it would wait forever.
 */
const WAIT_MS = 10_000;

interface Waiting {
  letIn(): void;
}

/**
 * Lets one caller run at a time, in order of arrival. Callers with `first` go before the others, but not twice in a row
 * while another caller waits. So an API request (with `first`) waits for at most one unit of work of the worker, and
 * the worker also gets its turn.
 */
class Mutex {
  private busy = false;
  private lastCameFirst = false;
  private readonly first: Waiting[] = [];
  private readonly others: Waiting[] = [];

  /**
   * Waits until it is this caller's turn. Resolves with a function that the caller must call to let the next one run.
   * @throws DatabaseUnavailableError after 10 seconds
   */
  enter(first: boolean): Promise<() => void> {
    if (!this.busy) return Promise.resolve(this.pass(first));
    const queue = first ? this.first : this.others;
    return new Promise((resolve, reject) => {
      const late = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(new DatabaseUnavailableError(new Error(`SQLite was busy with another transaction for ${WAIT_MS} ms`)));
      };
      const timer = setTimeout(late, WAIT_MS);
      const waiting = {
        letIn: () => {
          clearTimeout(timer);
          resolve(this.pass(first));
        },
      };
      queue.push(waiting);
    });
  }

  get waiting(): number {
    return this.first.length + this.others.length;
  }

  get isBusy(): boolean {
    return this.busy;
  }

  /** Lets a caller run and returns the function that ends its turn. A second call of that function does nothing. */
  private pass(first: boolean): () => void {
    this.busy = true;
    this.lastCameFirst = first;
    let inside = true;
    return () => {
      if (inside) this.next();
      inside = false;
    };
  }

  private next(): void {
    this.busy = false;
    const others = this.first.length === 0 || (this.lastCameFirst && this.others.length > 0);
    (others ? this.others : this.first).shift()?.letIn();
  }
}

/** Key in the `data` of a query runner. If its value is true, the runner goes before those of the worker. */
export const COMES_FIRST = 'cauriComesFirst';

type RunnerClass = new (driver: unknown) => QueryRunner & { stmtCache: unknown };
interface SqliteDriver {
  createQueryRunner(mode: 'master'): QueryRunner & { stmtCache: unknown };
}

/**
 * Gives the runner exclusive access from BEGIN IMMEDIATE to COMMIT or ROLLBACK. All other transactions and statements
 * wait.
 */
function serialize(runner: QueryRunner, mutex: Mutex, file: DatabaseFile): void {
  const { query, startTransaction, commitTransaction, rollbackTransaction, release } = runner;
  let leave: (() => void) | null = null;
  const enter = (): Promise<() => void> => {
    file.requireThere();
    return mutex.enter(runner.data?.[COMES_FIRST] === true);
  };
  const pass = (): void => {
    leave?.();
    leave = null;
  };
  runner.query = async (sql: string, ...rest: unknown[]) => {
    if (leave) return Reflect.apply(query, runner, [sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql, ...rest]);
    const done = await enter();
    return Reflect.apply(query, runner, [sql, ...rest]).finally(done);
  };
  runner.startTransaction = async (isolation) => {
    leave ??= await enter();
    await startTransaction.call(runner, isolation).catch((error) => {
      if (!runner.isTransactionActive) pass();
      throw error;
    });
  };
  runner.commitTransaction = async () => {
    await commitTransaction.call(runner);
    if (!runner.isTransactionActive) pass();
    file.check();
  };
  runner.rollbackTransaction = async () => {
    await rollbackTransaction.call(runner).finally(() => {
      if (!runner.isTransactionActive) pass();
    });
  };
  runner.release = async () => {
    if (leave && runner.isTransactionActive) await rollbackTransaction.call(runner).catch(() => undefined);
    pass();
    await release.call(runner);
  };
}

const serialized = new WeakMap<DataSource, Mutex>();

/** Returns true if `serializeSqlite` was called for this data source. */
export function isSerialized(dataSource: DataSource): boolean {
  return serialized.has(dataSource);
}

/** Returns whether the one connection of a serialized data source is in use (1 or 0), and how many callers wait. */
export function sqliteLoad(dataSource: DataSource): { readonly inUse: number; readonly waiting: number } {
  const mutex = serialized.get(dataSource);
  return { inUse: mutex?.isBusy ? 1 : 0, waiting: mutex?.waiting ?? 0 };
}

/**
 * Gives each caller its own query runner on SQLite, and lets only one of them run at a time. Changes the given data
 * source and returns it. Does nothing for other databases.
 *
 * TypeORM shares one runner for all better-sqlite3 queries of a data source. Overlapping transactions would become
 * savepoints of each other. The ROLLBACK of one would then undo the committed changes of another.
 */
export function serializeSqlite(dataSource: DataSource): DataSource {
  if (dataSource.options.type !== 'better-sqlite3' || serialized.has(dataSource)) return dataSource;
  const driver = dataSource.driver as unknown as SqliteDriver;
  const first = driver.createQueryRunner('master');
  const Runner = first.constructor as RunnerClass;
  const mutex = new Mutex();
  serialized.set(dataSource, mutex);
  const file = new DatabaseFile(dataSource);
  driver.createQueryRunner = () => {
    const runner = new Runner(driver);
    runner.stmtCache = first.stmtCache;
    serialize(runner, mutex, file);
    return runner;
  };
  return dataSource;
}
