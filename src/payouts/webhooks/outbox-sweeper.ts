import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { Sequencer } from '../outbox/sequencer.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { DeliveryRecorder } from './delivery-recorder.js';
import { GIVEN_UP_AFTER_MS } from './delivery-retries.js';
import { SealedSecretError } from './secret-box.js';
import { WebhookMessenger } from './webhook-messenger.js';

/**
 * Milliseconds between two assignments of positions while there is no endpoint. A read of the feed assigns them at
 * once.
 */
const UNHURRIED_MS = 60_000;
const SWEEP_EVERY_MS = 30_000;
const PIECE = 500;

/**
 * Assigns positions to events before they are delivered. It also deletes old events and deliveries, and disables
 * endpoints that have failed for too long.
 */
@Injectable()
export class OutboxSweeper {
  private placedAt = Number.NEGATIVE_INFINITY;
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
    private readonly recorder: DeliveryRecorder,
    private readonly messenger: WebhookMessenger,
  ) {}

  /**
   * Assigns positions, cleans up, and returns true if any endpoint is enabled.
   * @throws if the database is unavailable
   */
  async prepare(): Promise<boolean> {
    const now = this.context.clock.monotonic();
    const any = await this.context.unitOfWork.read(({ endpoints }) => endpoints.anyEnabled());
    if (any || now - this.placedAt >= UNHURRIED_MS) {
      await this.sequencer.catchUp();
      this.placedAt = now;
    }
    if (now - this.sweptAt >= Math.min(SWEEP_EVERY_MS, this.context.timings.eventRetention / 2)) {
      await this.sweep();
      this.sweptAt = now;
    }
    return any;
  }

  private async sweep(): Promise<void> {
    const { unitOfWork, clock, timings } = this.context;
    const before = clock.now() - timings.eventRetention;
    await inPieces(() => unitOfWork.run(({ outbox }) => outbox.purge(before, PIECE)));
    const failing = await unitOfWork.read(({ endpoints }) => endpoints.failingSince(clock.now() - GIVEN_UP_AFTER_MS));
    for (const one of failing)
      await unitOfWork.run((transaction) => this.recorder.disable(transaction, one, 'failing'));
    for (const one of await unitOfWork.read(({ endpoints }) => endpoints.all())) {
      await this.sweepDeliveries(one, before);
      await this.reseal(one);
    }
  }

  /**
   * Encrypts an endpoint's secret with the first configured key. The previous key can then be removed from the
   * configuration.
   */
  private async reseal(seen: WebhookEndpoint): Promise<void> {
    try {
      if (this.messenger.resealed(seen) === null) return;
      await this.context.unitOfWork.run(async ({ endpoints }) => {
        const endpoint = await endpoints.find(seen.id, null, { locked: true });
        const secrets = endpoint && this.messenger.resealed(endpoint);
        if (secrets) await endpoints.set(seen.id, { secrets });
      });
    } catch (error) {
      // `EndpointLane` logs that the key is missing.
      if (!(error instanceof SealedSecretError)) throw error;
    }
  }

  private async sweepDeliveries({ id, deletedAt }: WebhookEndpoint, before: number): Promise<void> {
    const { unitOfWork } = this.context;
    const old = deletedAt === null ? before : null;
    await inPieces(() => unitOfWork.run(({ deliveries }) => deliveries.purge(id, old, PIECE)));
    if (deletedAt !== null) await unitOfWork.run(({ endpoints }) => endpoints.delete(id));
  }
}

async function inPieces(piece: () => Promise<number>): Promise<void> {
  for (let done = PIECE; done === PIECE; ) done = await piece();
}
