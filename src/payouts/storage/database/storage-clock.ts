import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../../common/clock.js';
import { ask } from './session.js';

const MEASURE_EVERY_MS = 60_000;
/** A wall clock that ran this much apart from the monotonic one was set, or the machine slept. */
export const JUMP_MS = 30_000;

/**
 * The one clock of all instances: on MySQL the process clock corrected by its offset to the server's, on SQLite the
 * process clock itself, because one machine owns the file.
 */
@Injectable()
export class StorageClock implements Clock {
  private offset = 0;
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

  /** Whether the time is that of this machine, and of the one SQLite file on it. */
  get isOfFile(): boolean {
    return this.dataSource.options.type === 'better-sqlite3';
  }

  /**
   * Measures when a minute is over or the wall clock jumped. Claims wait for it. Answers by how many milliseconds the
   * clock of a file was set back since the last time, 0 when it was not. @throws when the database is away
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
