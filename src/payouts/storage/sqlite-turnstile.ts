import type { DataSource, QueryRunner } from 'typeorm';
import { DatabaseUnavailableError } from './storage.errors.js';

/** A repository used inside a unit of work, instead of the unit's own, would wait for itself for ever. */
const WAIT_MS = 10_000;

/** Lets one through at a time, in the order of arrival. */
class Turnstile {
  private last: Promise<void> = Promise.resolve();

  /** Resolves with the function that lets the next one through. */
  async enter(): Promise<() => void> {
    const before = this.last;
    let leave: () => void = () => undefined;
    this.last = new Promise((resolve) => {
      leave = resolve;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        void before.then(leave);
        reject(new DatabaseUnavailableError(new Error(`SQLite was busy with another transaction for ${WAIT_MS} ms`)));
      }, WAIT_MS);
    });
    await Promise.race([before, late]).finally(() => clearTimeout(timer));
    return leave;
  }
}

type RunnerClass = new (driver: unknown) => QueryRunner & { stmtCache: unknown };
interface SqliteDriver {
  createQueryRunner(mode: 'master'): QueryRunner & { stmtCache: unknown };
}

/**
 * Makes transactions of one runner exclusive: whoever holds the turnstile runs alone from BEGIN IMMEDIATE to COMMIT or
 * ROLLBACK, everybody else queues, single statements included.
 */
function serialize(runner: QueryRunner, turnstile: Turnstile): void {
  const { query, startTransaction, commitTransaction, rollbackTransaction, release } = runner;
  let leave: (() => void) | null = null;
  const pass = (): void => {
    leave?.();
    leave = null;
  };
  runner.query = async (sql: string, ...rest: unknown[]) => {
    if (leave) return Reflect.apply(query, runner, [sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql, ...rest]);
    const done = await turnstile.enter();
    return Reflect.apply(query, runner, [sql, ...rest]).finally(done);
  };
  runner.startTransaction = async (isolation) => {
    leave ??= await turnstile.enter();
    await startTransaction.call(runner, isolation).catch((error) => {
      if (!runner.isTransactionActive) pass();
      throw error;
    });
  };
  runner.commitTransaction = async () => {
    await commitTransaction.call(runner);
    if (!runner.isTransactionActive) pass();
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

const serialized = new WeakSet<DataSource>();

export function isSerialized(dataSource: DataSource): boolean {
  return serialized.has(dataSource);
}

/**
 * TypeORM runs every better-sqlite3 query of a data source on one connection and one query runner, so overlapping
 * transactions nest into each other as savepoints, and the ROLLBACK of one undoes what another was told is committed.
 * Here every caller gets a runner of its own, and the turnstile keeps them apart.
 */
export function serializeSqlite(dataSource: DataSource): DataSource {
  if (dataSource.options.type !== 'better-sqlite3' || serialized.has(dataSource)) return dataSource;
  serialized.add(dataSource);
  const driver = dataSource.driver as unknown as SqliteDriver;
  const first = driver.createQueryRunner('master');
  const Runner = first.constructor as RunnerClass;
  const turnstile = new Turnstile();
  driver.createQueryRunner = () => {
    const runner = new Runner(driver);
    runner.stmtCache = first.stmtCache;
    serialize(runner, turnstile);
    return runner;
  };
  return dataSource;
}
