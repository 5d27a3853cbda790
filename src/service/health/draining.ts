import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether the service is stopping: set first of all, so that readiness falls while requests are still answered. */
@Injectable()
export class Draining implements OnModuleDestroy {
  started = false;

  onModuleDestroy(): void {
    this.started = true;
  }
}
