import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Records that the service is stopping. Set first, so that readiness fails while requests are still answered. */
@Injectable()
export class Draining implements OnModuleDestroy {
  started = false;

  onModuleDestroy(): void {
    this.started = true;
  }
}
