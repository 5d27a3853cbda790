import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isUnavailable, isUnwritable } from './database-errors.js';
import { DatabaseLostError } from './storage.errors.js';

/**
 * Milliseconds after a failed write until readiness tries again. For writes that failed because of a full disk or
 * missing rights.
 */
const DOUBT_MS = 30_000;

/**
 * Tracks from the results of statements if the database is available. Logs once when it goes away and once when it is
 * back.
 */
export class Availability {
  private readonly logger = new Logger('Database');
  private away = false;
  private lost = false;
  private failedToWriteAt: number | null = null;

  /** Called once if the opened SQLite file was deleted or replaced. Only a restart helps then. */
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
    // A database that refuses writes still answers reads.
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

  /** True if the database refused the last write less than 30 seconds ago. */
  get refusesWrites(): boolean {
    return this.failedToWriteAt !== null && performance.now() - this.failedToWriteAt < DOUBT_MS;
  }
}

function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : 'unknown error';
}

const known = new WeakMap<DataSource, Availability>();

/** Returns the one instance for a data source. */
export function availabilityOf(dataSource: DataSource): Availability {
  const availability = known.get(dataSource) ?? new Availability();
  known.set(dataSource, availability);
  return availability;
}
