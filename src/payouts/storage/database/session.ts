import type { DataSource, QueryRunner } from 'typeorm';
import { withinLimit } from '../../../common/time-limit.js';
import { COMES_FIRST } from './sqlite-mutex.js';
import { SilentDatabaseError } from './storage.errors.js';

/** Default for the maximum duration of a statement in milliseconds; the option `databaseTimeout` replaces it. */
export const DATABASE_TIMEOUT_MS = 10_000;

/** Methods of a mysql2 connection that this file calls. */
interface Connection {
  query(sql: unknown, values: unknown, answer: unknown): unknown;
  execute(sql: unknown, values: unknown, answer: unknown): unknown;
  destroy(): void;
  readonly stream?: { destroy(): void };
}

/** Callback of mysql2 with the result of a statement. */
type Answer = (error: unknown, rows: unknown, fields: unknown) => void;

/** Methods of a connection that TypeORM calls. Version 1 calls `promise`, version 0.3 calls `query`. */
interface Asked {
  query(sql: unknown, values: unknown, answer: unknown): unknown;
  promise(): Record<'query' | 'execute', (sql: unknown, values?: unknown) => Promise<[rows: unknown, fields: unknown]>>;
}

/**
 * Private fields in which TypeORM's MySQL query runner keeps its connection. When the runner is released, it uses them
 * again.
 */
interface Connected {
  databaseConnection?: Connection | undefined;
  databaseConnectionPromise?: Promise<Connection> | undefined;
  connect(): Promise<unknown>;
}

/** Remembers when each connection of a data source last answered, and when one of them stopped answering. */
class Pool {
  private readonly answeredAt = new WeakMap<Connection, number>();
  private silentSince = Number.NEGATIVE_INFINITY;

  answered(connection: Connection | undefined): void {
    if (connection) this.answeredAt.set(connection, performance.now());
  }

  /** Notes that a connection has not answered for `forMs` milliseconds, and closes it. */
  fellSilent(connection: Connection | undefined, forMs: number): void {
    this.silentSince = Math.max(this.silentSince, performance.now() - forMs);
    if (connection) throwAway(connection);
  }

  /**
   * Returns true if the connection last answered before another one stopped answering. A failover or a NAT timeout
   * breaks all idle connections at once, so this one is probably broken too.
   */
  isSuspect(connection: Connection): boolean {
    return (this.answeredAt.get(connection) ?? Number.POSITIVE_INFINITY) < this.silentSince;
  }
}

const pools = new WeakMap<DataSource, Pool>();

function poolOf(dataSource: DataSource): Pool {
  const pool = pools.get(dataSource) ?? new Pool();
  pools.set(dataSource, pool);
  return pool;
}

/**
 * Closes a connection and its socket. The method `destroy` of mysql2 alone is not enough: it waits for the server's
 * answer, which may never come.
 */
function throwAway(connection: Connection): void {
  connection.destroy();
  connection.stream?.destroy();
}

/**
 * Opens a query runner (one connection) on a data source of Cauri or of a host. The caller must release it.
 *
 * On MySQL, the server prepares each statement that has values, so that no value can end its own quotes. If a statement
 * takes longer than `limitMs` milliseconds, including the wait for a connection, its connection is closed. On SQLite,
 * one unit of work runs at a time, and those with `first` run before the others.
 * @throws SilentDatabaseError from a statement that took longer than `limitMs`
 */
export function openSession(dataSource: DataSource, limitMs: number, { first = false } = {}): QueryRunner {
  const runner = dataSource.createQueryRunner();
  if (dataSource.options.type === 'better-sqlite3') {
    runner.data = { [COMES_FIRST]: first };
    return runner;
  }
  const pool = poolOf(dataSource);
  const state = runner as unknown as Connected;
  const { query } = runner;
  const connect = state.connect.bind(runner);
  let silent = false;

  state.connect = async () => {
    for (;;) {
      const connection = (await connect()) as Connection;
      if (!silent && !pool.isSuspect(connection)) return prepared(connection);
      throwAway(connection);
      state.databaseConnection = undefined;
      state.databaseConnectionPromise = undefined;
      if (silent) throw new SilentDatabaseError(limitMs);
    }
  };
  const giveUp = (): Error => {
    silent = true;
    pool.fellSilent(state.databaseConnection, limitMs);
    return new SilentDatabaseError(limitMs);
  };
  runner.query = (async (...statement: unknown[]) => {
    if (silent) throw new SilentDatabaseError(limitMs);
    const result = await withinLimit(limitMs, Reflect.apply(query, runner, statement), giveUp);
    pool.answered(state.databaseConnection);
    return result;
  }) as QueryRunner['query'];
  return runner;
}

/**
 * Wraps a connection, so that the server prepares each statement that has values. TypeORM 1 uses the promises, TypeORM
 * 0.3 the method `query`.
 */
function prepared(connection: Connection): Asked {
  const query = (sql: unknown, values: unknown, answer: unknown): unknown =>
    Array.isArray(values) && values.length > 0
      ? connection.execute(sql, values, answer)
      : connection.query(sql, values, answer);
  const execute = connection.execute.bind(connection);
  return { query, promise: () => ({ query: promising(query), execute: promising(execute) }) };
}

/**
 * Converts a function with a callback to one with a promise. The promises of mysql2 itself are slow, because they
 * capture a stack trace for each statement.
 */
function promising(ask: (sql: unknown, values: unknown, answer: Answer) => unknown) {
  return (sql: unknown, values?: unknown): Promise<[rows: unknown, fields: unknown]> =>
    new Promise((resolve, reject) => {
      ask(sql, values, (error, rows, fields) => (error ? reject(error) : resolve([rows, fields])));
    });
}

/**
 * Runs one query outside a transaction and returns its rows.
 * @throws SilentDatabaseError if it takes longer than `limitMs`; on MySQL only
 */
export async function ask<Row>(dataSource: DataSource, sql: string, limitMs = DATABASE_TIMEOUT_MS): Promise<Row[]> {
  const session = openSession(dataSource, limitMs);
  try {
    return await session.query(sql);
  } finally {
    await session.release().catch(() => undefined);
  }
}
