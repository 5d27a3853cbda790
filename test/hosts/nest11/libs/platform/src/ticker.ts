import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';

@Injectable()
export class Ticker {
  /** Epoch seconds. */
  readonly ticks: number[] = [];

  @Cron('* * * * * *')
  tick(): void {
    this.ticks.push(Math.round(Date.now() / 1_000));
  }
}
