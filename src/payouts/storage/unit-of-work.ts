import { Injectable } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { type Clock, systemClock } from '../../common/clock.js';
import type { RequestContext } from '../../common/request-context.js';
import { withinLimit } from '../../common/time-limit.js';
import { type Availability, availabilityOf } from './database/availability.js';
import { mayLoseCommits } from './database/commit-loss.js';
import { isolationFor } from './database/data-source.js';
import { isBusy, isLockTimeout, isUnavailable, runsAgain } from './database/database-errors.js';
import { type DatabaseLoad, loadOf } from './database/database-load.js';
import { inPieces } from './database/pieces.js';
import { DATABASE_TIMEOUT_MS, openSession } from './database/session.js';
import {
  CommitUnknownError,
  DatabaseLostError,
  DatabaseUnavailableError,
  SilentDatabaseError,
  StaleRowError,
} from './database/storage.errors.js';
import type { JournalEntry, Listener } from './journal.js';
import { Transaction } from './transaction.js';

/** Maximum number of tries after a deadlock or after another transaction changed a row. */
const MAX_TRIES = 8;
/**
 * Maximum number of tries after a lost connection. Several, because a restart of the database breaks several idle
 * connections of the pool.
 */
const MAX_RECONNECTS = 3;
/** Maximum number of tries after a lock timeout. Not more, because each timeout has already taken 5 s on MySQL. */
const MAX_LOCK_WAITS = 2;
/**
 * Maximum number of tries while another process locks the SQLite file. Each try waits only 0.1 s, because SQLite blocks
 * the whole process meanwhile.
 */
const MAX_BUSY = 60;

/**
 * Maximum number of changes in one call of the listener, which logs each of them. Other requests run between the calls.
 */
const NOTED_AT_ONCE = 500;

/**
 * Waits a random time (full jitter) of at most 200 ms before a retry, so that two colliding units of work do not
 * collide again.
 */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
}

/**
 * Returns how many times in total a unit of work may run after this error. It is more than 1 only for errors that prove
 * that nothing was committed.
 */
function triesAfter(error: unknown): number {
  // After these errors, the COMMIT may have happened, or the caller has already waited for the whole timeout.
  if ([CommitUnknownError, SilentDatabaseError, DatabaseLostError].some((kind) => error instanceof kind)) return 1;
  if (error instanceof StaleRowError) return MAX_TRIES;
  if (isBusy(error)) return MAX_BUSY;
  if (isLockTimeout(error)) return MAX_LOCK_WAITS;
  if (runsAgain(error)) return MAX_TRIES;
  return isUnavailable(error) ? MAX_RECONNECTS : 1;
}

/**
 * Converts errors of an unavailable or locked database to `DatabaseUnavailableError`. Returns other errors as they are.
 */
function translated(error: unknown): unknown {
  if (error instanceof CommitUnknownError || error instanceof DatabaseUnavailableError) return error;
  return isUnavailable(error) || isBusy(error) ? new DatabaseUnavailableError(error) : error;
}

interface RunOptions {
  /**
   * If true, the transaction runs before waiting transactions of the worker. Has an effect only on SQLite, which runs
   * one transaction at a time.
   */
  readonly first?: boolean;
  /**
   * HTTP request that causes the changes. It is named in their log lines and traces. Null or missing if no request
   * causes them.
   */
  readonly request?: RequestContext | null | undefined;
}

/**
 * Runs a function in one transaction. Every write, and every read that a write depends on, goes through it.
 *
 * The function runs again if its transaction was certainly not committed: after a deadlock, a lock timeout, a changed
 * row, or a connection lost before COMMIT. It must therefore do nothing but use the database.
 */
@Injectable()
export class UnitOfWork {
  private readonly availability: Availability;

  constructor(
    private readonly dataSource: DataSource,
    private readonly listener: Listener = () => undefined,
    private readonly databaseTimeout: number = DATABASE_TIMEOUT_MS,
    /** Clock that gives the time of outbox events that have no time of their own. */
    private readonly clock: Pick<Clock, 'now'> = systemClock,
  ) {
    this.availability = availabilityOf(dataSource);
  }

  /** Returns the numbers of database connections that are in use and idle, and of callers that wait for one. */
  load(): Promise<DatabaseLoad> {
    return loadOf(this.dataSource);
  }

  /**
   * Returns true if the database may lose a COMMIT that it has acknowledged, or if this cannot be found out. Never
   * throws. With the option `lookupBeforeFirstSend: 'auto'`, true means that each payout is looked up at the provider
   * before its first POST.
   */
  mayLoseCommits(): Promise<boolean> {
    const limit = this.databaseTimeout;
    const late = () => new SilentDatabaseError(limit);
    return withinLimit(limit, mayLoseCommits(this.dataSource), late).catch(() => true);
  }

  /**
   * Runs a function in one transaction and returns its result. If the function throws, the transaction is rolled back
   * and the error is passed on.
   * @throws DatabaseUnavailableError if the database is unavailable or locked; nothing was written
   * @throws CommitUnknownError if it is unknown whether the changes were committed
   * @throws StaleRowError if other transactions changed the same rows in each of eight tries
   */
  async run<T>(unit: (transaction: Transaction) => Promise<T>, options: RunOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.once(unit, options);
        this.availability.answered({ written: true });
        return result;
      } catch (error) {
        this.availability.failed(error);
        if (attempt >= triesAfter(error)) throw translated(error);
        await pause(attempt);
      }
    }
  }

  /**
   * Runs queries outside a transaction and returns their result. Each query sees what is committed when it begins. Does
   * not try again after an error.
   * @throws DatabaseUnavailableError
   */
  async read<T>(query: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = openSession(this.dataSource, this.databaseTimeout, { first: true });
    try {
      const result = await query(new Transaction(runner.manager));
      this.availability.answered({ written: false });
      return result;
    } catch (error) {
      this.availability.failed(error);
      throw translated(error);
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  private async carryOut<T>(unit: (transaction: Transaction) => Promise<T>, transaction: Transaction): Promise<T> {
    const result = await unit(transaction);
    await transaction.outbox.write(this.clock.now());
    return result;
  }

  private async once<T>(
    unit: (transaction: Transaction) => Promise<T>,
    { first = false, request = null }: RunOptions,
  ): Promise<T> {
    const runner = openSession(this.dataSource, this.databaseTimeout, { first });
    const journal: JournalEntry[] = [];
    try {
      await runner.startTransaction(isolationFor(this.dataSource));
      const transaction = new Transaction(runner.manager, journal, request);
      const result = await this.carryOut(unit, transaction).catch(async (error) => {
        // A lock timeout on MySQL rolls back only the statement, so the transaction needs an explicit ROLLBACK.
        await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      });
      await commit(runner);
      await inPieces(journal, NOTED_AT_ONCE, async (entries) => this.listener(entries));
      return result;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    // If the SQLite file was deleted, the COMMIT is lost, although this connection can still read its data.
    throw runsAgain(error) || error instanceof DatabaseLostError ? error : new CommitUnknownError(error);
  }
}
