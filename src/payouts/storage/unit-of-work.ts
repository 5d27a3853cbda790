import { Injectable } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { type Clock, systemClock } from '../../common/clock.js';
import { type Availability, availabilityOf } from './database/availability.js';
import { isolationFor } from './database/data-source.js';
import { isBusy, isLockTimeout, isUnavailable, runsAgain } from './database/database-errors.js';
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

const MAX_TRIES = 8;
/** Pooled connections that died while they were idle, after a restart of the database. */
const MAX_RECONNECTS = 3;
/** Each of them has already waited for the lock, 5 s on MySQL. */
const MAX_LOCK_WAITS = 2;
/** Each of them has waited 0.1 s, because SQLite waits with the whole process. */
const MAX_BUSY = 60;

/** Full jitter: two units that collided must not meet again. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
}

/** How often a unit may run when its transaction provably did not happen; 1: not again. */
function triesAfter(error: unknown): number {
  // Whoever asked has waited long enough.
  if ([CommitUnknownError, SilentDatabaseError, DatabaseLostError].some((kind) => error instanceof kind)) return 1;
  if (error instanceof StaleRowError) return MAX_TRIES;
  if (isBusy(error)) return MAX_BUSY;
  if (isLockTimeout(error)) return MAX_LOCK_WAITS;
  if (runsAgain(error)) return MAX_TRIES;
  return isUnavailable(error) ? MAX_RECONNECTS : 1;
}

function translated(error: unknown): unknown {
  if (error instanceof CommitUnknownError || error instanceof DatabaseUnavailableError) return error;
  return isUnavailable(error) || isBusy(error) ? new DatabaseUnavailableError(error) : error;
}

/**
 * One transaction, and the only way to write or to read what decides a write. A unit runs again from the top when the
 * transaction provably did not happen (deadlock, lock wait, a row changed meanwhile, connection lost before COMMIT), so
 * it must not do anything but talk to the database.
 */
@Injectable()
export class UnitOfWork {
  private readonly availability: Availability;

  constructor(
    private readonly dataSource: DataSource,
    private readonly listener: Listener = () => undefined,
    private readonly databaseTimeout: number = DATABASE_TIMEOUT_MS,
    /** Of the events that bear no time of their own. */
    private readonly clock: Pick<Clock, 'now'> = systemClock,
  ) {
    this.availability = availabilityOf(dataSource);
  }

  /**
   * `first`: before the worker's units, where SQLite runs one at a time.
   * @throws DatabaseUnavailableError nothing happened
   * @throws CommitUnknownError it may have happened
   */
  async run<T>(unit: (transaction: Transaction) => Promise<T>, { first = false } = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.once(unit, first);
        this.availability.answered({ written: true });
        return result;
      } catch (error) {
        this.availability.failed(error);
        if (attempt >= triesAfter(error)) throw translated(error);
        await pause(attempt);
      }
    }
  }

  /** Reads outside any transaction. @throws DatabaseUnavailableError */
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

  private async carryOut<T>(
    unit: (transaction: Transaction) => Promise<T>,
    { manager }: QueryRunner,
    journal: JournalEntry[],
  ): Promise<T> {
    const transaction = new Transaction(manager, journal);
    const result = await unit(transaction);
    await transaction.outbox.write(this.clock.now());
    return result;
  }

  private async once<T>(unit: (transaction: Transaction) => Promise<T>, first: boolean): Promise<T> {
    const runner = openSession(this.dataSource, this.databaseTimeout, { first });
    const journal: JournalEntry[] = [];
    try {
      await runner.startTransaction(isolationFor(this.dataSource));
      const result = await this.carryOut(unit, runner, journal).catch(async (error) => {
        // Always explicit: after a lock wait timeout MySQL rolls back only the statement.
        await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      });
      await commit(runner);
      this.listener(journal);
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
    // What is in no file did not happen, although the connection could still read it.
    throw runsAgain(error) || error instanceof DatabaseLostError ? error : new CommitUnknownError(error);
  }
}
