import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../../common/clock.js';
import { ask } from './session.js';

/**
 * Number of milliseconds between two measurements of the offset to the server's clock. After a jump of the clock, it is
 * measured earlier.
 */
const MEASURE_EVERY_MS = 60_000;
/**
 * Minimum difference in milliseconds between the time that passed on the wall clock and on the monotonic clock for it
 * to count as a jump. It means that somebody set the wall clock, or that the machine slept.
 */
export const JUMP_MS = 30_000;

/** Milliseconds within which an answer of the server is good enough to measure the offset. */
const FAST_MS = 50;
/** Maximum number of questions for one measurement, if no answer is that fast. */
const MOST_TRIES = 3;

/**
 * Clock that all instances share. On MySQL it is the clock of this process plus the measured offset to the server's
 * clock. On SQLite it is the clock of this process, because only one machine uses the file.
 */
@Injectable()
export class StorageClock implements Clock {
  private offset = 0;
  private jumped = 0;
  private measured: { wall: number; monotonic: number } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly process: Clock,
  ) {}

  now(): number {
    return this.process.now() + this.offset;
  }

  monotonic(): number {
    return this.process.monotonic();
  }

  /**
   * Number of milliseconds by which the server's clock is ahead of the clock of this process. Negative if it is behind.
   * Always 0 on SQLite.
   */
  get offsetMs(): number {
    return this.offset;
  }

  /** Number of jumps of this machine's clock by more than `JUMP_MS` since the start, for the metrics. */
  get jumps(): number {
    return this.jumped;
  }

  /** True on SQLite, where the time comes from the clock of this machine. */
  get isOfFile(): boolean {
    return this.dataSource.options.type === 'better-sqlite3';
  }

  /**
   * Measures the offset again if a minute has passed or the wall clock jumped. The worker calls it before it claims
   * payouts. On SQLite, returns the number of milliseconds by which this machine's clock was set back, else 0. On
   * MySQL, always returns 0.
   * @throws if the database is unavailable
   */
  async check(): Promise<number> {
    const before = this.measured;
    if (before !== null && !this.isDue(before)) return 0;
    this.offset = this.isOfFile ? 0 : await this.measureOffset();
    this.measured = { wall: this.process.now(), monotonic: this.process.monotonic() };
    if (before === null || !this.isOfFile) return 0;
    const expected = before.wall + this.measured.monotonic - before.monotonic;
    return Math.max(0, Math.round(expected - this.measured.wall));
  }

  private isDue({ wall, monotonic }: { wall: number; monotonic: number }): boolean {
    const elapsed = this.process.monotonic() - monotonic;
    const jump = Math.abs(this.process.now() - wall - elapsed);
    if (jump > JUMP_MS) this.jumped += 1;
    return elapsed > MEASURE_EVERY_MS || jump > JUMP_MS;
  }

  /**
   * Returns the offset by the fastest of a few answers. While a process starts, an answer can wait for a second until it
   * is read, and the offset would be wrong by half of that for a minute.
   */
  private async measureOffset(): Promise<number> {
    let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
    for (let tries = 0; tries < MOST_TRIES && best.took > FAST_MS; tries += 1) {
      const [before, begun] = [this.process.now(), this.process.monotonic()];
      const rows = await ask<{ now: string }>(this.dataSource, 'SELECT CAST(UTC_TIMESTAMP(3) AS CHAR) AS now');
      const took = this.process.monotonic() - begun;
      const server = Date.parse(`${rows[0]?.now.replace(' ', 'T')}Z`);
      if (took < best.took) best = { took, offset: Math.round(server - before - took / 2) };
    }
    return best.offset;
  }
}
