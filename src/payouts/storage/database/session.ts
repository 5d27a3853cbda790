import type { DataSource, QueryRunner } from 'typeorm';
import { withinLimit } from '../../../common/time-limit.js';
import { COMES_FIRST } from './sqlite-mutex.js';
import { SilentDatabaseError } from './storage.errors.js';

/** Where nobody has configured another. */
export const DATABASE_TIMEOUT_MS = 10_000;

/** A connection of mysql2's pool, as far as a session needs it. */
interface Connection {
  query(sql: unknown, values: unknown, answer: unknown): unknown;
  execute(sql: unknown, values: unknown, answer: unknown): unknown;
  destroy(): void;
  readonly stream?: { destroy(): void };
}

type Answer = (error: unknown, rows: unknown, fields: unknown) => void;

/** What the two versions of TypeORM ask of a connection. */
interface Asked {
  query(sql: unknown, values: unknown, answer: unknown): unknown;
  promise(): Record<'query' | 'execute', (sql: unknown, values?: unknown) => Promise<[rows: unknown, fields: unknown]>>;
}

/** What TypeORM's MySQL runner keeps of its connection; it reads the field again when it gives it back. */
interface Connected {
  databaseConnection?: Connection | undefined;
  databaseConnectionPromise?: Promise<Connection> | undefined;
  connect(): Promise<unknown>;
}

/** The connections of one data source: which of them answered last, and since when one is known to pass nothing. */
class Pool {
  private readonly answeredAt = new WeakMap<Connection, number>();
  private silentSince = Number.NEGATIVE_INFINITY;

  answered(connection: Connection | undefined): void {
    if (connection) this.answeredAt.set(connection, performance.now());
  }

  fellSilent(connection: Connection | undefined, forMs: number): void {
    this.silentSince = Math.max(this.silentSince, performance.now() - forMs);
    if (connection) throwAway(connection);
  }

  /** Whatever froze one connection, a failover or a NAT that forgot, froze those that were idle meanwhile. */
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

/** `destroy` alone would wait for the other side to take the goodbye. */
function throwAway(connection: Connection): void {
  connection.destroy();
  connection.stream?.destroy();
}

/**
 * A query runner of our own on a data source that may be the host's. On MySQL the server prepares every statement that has
 * values, so that none of them can end its own quotes, and a statement that gets no answer within `limitMs`, the wait
 * for its connection included, throws its connection away. SQLite answers within
 * the process, one unit after another: who comes `first` goes before the others.
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

/** TypeORM 1 asks the promised connection, TypeORM 0.3 the connection itself. */
function prepared(connection: Connection): Asked {
  const query = (sql: unknown, values: unknown, answer: unknown): unknown =>
    Array.isArray(values) && values.length > 0
      ? connection.execute(sql, values, answer)
      : connection.query(sql, values, answer);
  const execute = connection.execute.bind(connection);
  return { query, promise: () => ({ query: promising(query), execute: promising(execute) }) };
}

/** Promises that mysql2 makes by itself capture a stack for each statement. */
function promising(ask: (sql: unknown, values: unknown, answer: Answer) => unknown) {
  return (sql: unknown, values?: unknown): Promise<[rows: unknown, fields: unknown]> =>
    new Promise((resolve, reject) => {
      ask(sql, values, (error, rows, fields) => (error ? reject(error) : resolve([rows, fields])));
    });
}

/** One question outside any transaction. */
export async function ask<Row>(dataSource: DataSource, sql: string, limitMs = DATABASE_TIMEOUT_MS): Promise<Row[]> {
  const session = openSession(dataSource, limitMs);
  try {
    return await session.query(sql);
  } finally {
    await session.release().catch(() => undefined);
  }
}
