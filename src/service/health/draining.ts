import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Remembers that the service is stopping. Readiness fails from then on, while requests are still answered. */
@Injectable()
export class Draining implements OnModuleDestroy {
  started = false;

  onModuleDestroy(): void {
    this.started = true;
  }
}
