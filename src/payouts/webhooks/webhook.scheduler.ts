import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { Worker } from '../engine/worker.js';
import { OutboxBell } from '../outbox/outbox-bell.js';
import { WebhookDeliverer } from './webhook-deliverer.js';

const NAME = 'cauri-webhooks';

/**
 * Starts the delivery of webhooks: at intervals if this process has a worker, and as part of `workUntilIdle`, which
 * does all due work once.
 */
@Injectable()
export class WebhookScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly context: EngineContext,
    private readonly deliverer: WebhookDeliverer,
    private readonly worker: Worker,
    private readonly bell: OutboxBell,
  ) {}

  onApplicationBootstrap(): void {
    const { worker, timings } = this.context.settings;
    if (worker) this.bell.start(NAME, timings.workerInterval, () => void this.deliverer.tick());
    this.worker.alsoDo((limitMs) => this.deliverer.deliverUntilIdle(limitMs));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.bell.stop(NAME);
    await this.deliverer.drain();
  }
}
