import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../../common/clock.js';
import { ask } from './session.js';

/** Number of milliseconds between two measurements of the offset. A jump of the clock causes one earlier. */
const MEASURE_EVERY_MS = 60_000;
/**
 * Number of milliseconds by which wall clock and monotonic clock must differ to count as a jump. The clock was then
 * set, or the machine slept.
 */
export const JUMP_MS = 30_000;

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
   * Number of milliseconds by which the shared clock is ahead of the clock of this process, negative if it is behind.
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
   * payouts. Returns the milliseconds by which this machine's clock was set back on SQLite, otherwise 0.
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

  private async measureOffset(): Promise<number> {
    const before = this.process.now();
    const rows = await ask<{ now: string }>(this.dataSource, 'SELECT CAST(UTC_TIMESTAMP(3) AS CHAR) AS now');
    const after = this.process.now();
    const server = Date.parse(`${rows[0]?.now.replace(' ', 'T')}Z`);
    return Math.round(server - (before + after) / 2);
  }
}
