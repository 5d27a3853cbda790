import { Injectable } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { Sequencer } from '../outbox/sequencer.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { DeliveryRecorder } from './delivery-recorder.js';
import { GIVEN_UP_AFTER_MS } from './delivery-retries.js';
import { SealedSecretError } from './secret-box.js';
import { WebhookMessenger } from './webhook-messenger.js';

/**
 * Interval in milliseconds at which new events get their position in the feed while no webhook endpoint is enabled. A
 * request for the feed assigns positions immediately, so nobody waits for the interval.
 */
const UNHURRIED_MS = 60_000;
/** Interval in milliseconds between two clean-ups. If half of `eventRetention` is shorter, that is the interval. */
const SWEEP_EVERY_MS = 30_000;
/** Maximum number of rows that one transaction deletes. */
const PIECE = 500;

/**
 * Prepares the delivery of webhooks: assigns positions (numbers in the feed) to new events. At intervals it also
 * deletes old events and deliveries, disables endpoints that have failed for too long, and encrypts secrets with the
 * current key.
 */
@Injectable()
export class OutboxSweeper {
  /** Time of the last assignment of positions, in milliseconds of the monotonic clock. */
  private placedAt = Number.NEGATIVE_INFINITY;
  /** Time of the last clean-up, in milliseconds of the monotonic clock. */
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
    private readonly recorder: DeliveryRecorder,
    private readonly messenger: WebhookMessenger,
  ) {}

  /**
   * Assigns positions to new events and, if it is time, cleans up. Returns true if any endpoint is enabled, so that
   * there may be deliveries.
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
   * Encrypts the secrets of an endpoint again if they are not encrypted with the first configured key. The previous key
   * can then be removed from the configuration.
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
      // Not logged here, because `EndpointLane` logs that the key is missing.
      if (!(error instanceof SealedSecretError)) throw error;
    }
  }

  /** Deletes old deliveries of an endpoint. If the endpoint is deleted, removes all its deliveries and then its row. */
  private async sweepDeliveries({ id, deletedAt }: WebhookEndpoint, before: number): Promise<void> {
    const { unitOfWork } = this.context;
    const old = deletedAt === null ? before : null;
    await inPieces(() => unitOfWork.run(({ deliveries }) => deliveries.purge(id, old, PIECE)));
    if (deletedAt !== null) await unitOfWork.run(({ endpoints }) => endpoints.delete(id));
  }
}

/** Repeats a transaction until it deletes fewer rows than the maximum of one transaction. */
async function inPieces(piece: () => Promise<number>): Promise<void> {
  for (let done = PIECE; done === PIECE; ) done = await piece();
}
