import { Logger } from '@nestjs/common';
import { JUMP_MS } from '../storage/database/storage-clock.js';
import { EngineContext } from './engine-context.js';

/**
 * Moves all planned times back if the clock of a machine with a SQLite file was set back, while running or between two
 * starts. Work that was due in one minute is then still due in one minute. On MySQL the database server's clock counts,
 * so nothing is corrected.
 */
export class ClockWatch {
  private readonly logger = new Logger('Clock');
  /** True after the first check, which compares the clock with the stored times. */
  private begun = false;

  constructor(private readonly context: EngineContext) {}

  /**
   * Corrects the planned times if the clock was set back by more than `JUMP_MS`. The worker calls it before every pass.
   * @throws if the database is unavailable
   */
  async check(): Promise<void> {
    const { clock } = this.context;
    const setBack = await clock.check();
    const behind = this.begun || !clock.isOfFile ? 0 : await this.behind();
    this.begun = true;
    const ms = Math.max(setBack, behind);
    if (ms <= JUMP_MS) return;
    await this.context.unitOfWork.run(({ timetable }) => timetable.bringForward(ms, clock.now()));
    this.logger.warn(`the clock was set back by ${ms} ms: what is planned was brought forward as much`);
  }

  /**
   * Returns the milliseconds by which the clock is behind the last stored change of a payout. A positive result means
   * that the clock was set back before this start. Negative if the clock is ahead.
   */
  private async behind(): Promise<number> {
    const last = await this.context.unitOfWork.read(({ timetable }) => timetable.lastChange());
    return last - this.context.clock.now();
  }
}
