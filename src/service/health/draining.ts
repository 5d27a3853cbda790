import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Remembers that the application has begun to shut down. From then on the readiness probe fails, so that load balancers
 * send no new requests to this process. Requests that still arrive are answered.
 */
@Injectable()
export class Draining implements OnModuleDestroy {
  started = false;

  onModuleDestroy(): void {
    this.started = true;
  }
}
