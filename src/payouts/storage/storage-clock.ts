import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import { ask } from './session.js';

const MEASURE_EVERY_MS = 60_000;
/** A wall clock that ran this much apart from the monotonic one was set, or the machine slept. */
const JUMP_MS = 30_000;

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

  /** Measures when a minute is over or the wall clock jumped. Claims wait for it. @throws when the database is away */
  async check(): Promise<void> {
    if (this.measured !== null && !this.isDue(this.measured)) return;
    this.offset = this.dataSource.options.type === 'better-sqlite3' ? 0 : await this.measureOffset();
    this.measured = { wall: this.process.now(), monotonic: this.process.monotonic() };
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
