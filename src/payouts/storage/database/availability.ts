import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isUnavailable, isUnwritable } from './database-errors.js';
import { DatabaseLostError } from './storage.errors.js';

/** After a write that failed for want of room or of the right to write, readiness is given back to be tried again. */
const DOUBT_MS = 30_000;

/** What the units of work find out about their database by using it. Says once when it goes away, and once when it is back. */
export class Availability {
  private readonly logger = new Logger('Database');
  private away = false;
  private lost = false;
  private failedToWriteAt: number | null = null;

  /** Called once when the SQLite file is no longer the one that was opened: nothing mends that but another start. */
  onLost: () => void = () => undefined;

  failed(error: unknown): void {
    if (error instanceof DatabaseLostError) this.lose(error);
    if (isUnwritable(error)) this.failedToWriteAt = performance.now();
    if (this.lost || !isUnavailable(error)) return;
    if (!this.away) this.logger.error(`the database is away: ${reasonOf(error)}`);
    this.away = true;
  }

  answered({ written }: { readonly written: boolean }): void {
    if (written) this.failedToWriteAt = null;
    // A database that takes no writes still answers reads.
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

  /** Whether the last write failed because the database takes none, a short while ago. */
  get refusesWrites(): boolean {
    return this.failedToWriteAt !== null && performance.now() - this.failedToWriteAt < DOUBT_MS;
  }
}

function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : 'unknown error';
}

const known = new WeakMap<DataSource, Availability>();

/** One for all who use a data source. */
export function availabilityOf(dataSource: DataSource): Availability {
  const availability = known.get(dataSource) ?? new Availability();
  known.set(dataSource, availability);
  return availability;
}
