import { Injectable, Module } from '@nestjs/common';
import type { PayoutUpdated } from 'cauri';

/** What this house was told of its payouts; it takes nothing at the first time. */
@Injectable()
export class Heard {
  readonly events: PayoutUpdated[] = [];
  private readonly refused = new Set<string>();

  hear(event: PayoutUpdated): void {
    if (!this.refused.has(event.id)) {
      this.refused.add(event.id);
      throw new Error('not now');
    }
    this.events.push(event);
  }
}

@Module({ providers: [Heard], exports: [Heard] })
export class HeardModule {}
