import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isUnavailable, isUnwritable } from './database-errors.js';
import { DatabaseLostError } from './storage.errors.js';

/**
 * Number of milliseconds for which the database counts as not writable after it refused a write, for example because
 * its disk was full.
 */
const DOUBT_MS = 30_000;

/**
 * Tracks whether the database is available, from the results of all transactions and reads. Logs once when it becomes
 * unavailable and once when it is available again.
 */
export class Availability {
  private readonly logger = new Logger('Database');
  private away = false;
  private lost = false;
  private failedToWriteAt: number | null = null;

  /**
   * Called once if the open SQLite file was deleted or replaced. Only a restart of the process helps then. Does nothing
   * until the application sets it.
   */
  onLost: () => void = () => undefined;

  /**
   * Notes that a transaction or a read failed with this error. Errors that say nothing about availability change
   * nothing.
   */
  failed(error: unknown): void {
    if (error instanceof DatabaseLostError) this.lose(error);
    if (isUnwritable(error)) this.failedToWriteAt = performance.now();
    if (this.lost || !isUnavailable(error)) return;
    if (!this.away) this.logger.error(`the database is away: ${reasonOf(error)}`);
    this.away = true;
  }

  /**
   * Called after a transaction (`written` is true) or a read succeeded. If the database refused a write before, only a
   * successful transaction ends the outage.
   */
  answered({ written }: { readonly written: boolean }): void {
    if (written) this.failedToWriteAt = null;
    // A successful read does not prove that writes work again.
    if (!this.away || (this.failedToWriteAt !== null && !written)) return;
    this.away = false;
    this.logger.log('the database is back');
  }

  private lose({ message }: DatabaseLostError): void {
    if (this.lost) return;
    this.lost = true;
    this.logger.fatal(`${message}: nothing is accepted or sent any more`);
    this.onLost();
  }

  /** True if the database refused a write less than 30 seconds ago and has accepted none since. */
  get refusesWrites(): boolean {
    return this.failedToWriteAt !== null && performance.now() - this.failedToWriteAt < DOUBT_MS;
  }
}

function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : 'unknown error';
}

const known = new WeakMap<DataSource, Availability>();

/** Returns the tracker of a data source. It is the same object for all callers. */
export function availabilityOf(dataSource: DataSource): Availability {
  const availability = known.get(dataSource) ?? new Availability();
  known.set(dataSource, availability);
  return availability;
}
