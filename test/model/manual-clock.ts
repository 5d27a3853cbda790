import type { Clock } from '../../src/common/clock.js';
import { NOON } from '../support/factories.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Time passes only when a test says so. */
export class ManualClock implements Clock {
  private wall = NOON;
  private elapsed = 0;

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.elapsed;
  }

  advance(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }

  /** The machine sleeps: only the wall clock notices. */
  sleep(ms: number): void {
    this.wall += ms;
  }
}
