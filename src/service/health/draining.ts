import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Notes when the application begins to shut down. From then on the readiness probe fails, so that no new requests are
 * sent here. Requests are still answered.
 */
@Injectable()
export class Draining implements OnModuleDestroy {
  started = false;

  onModuleDestroy(): void {
    this.started = true;
  }
}
