import { Injectable, Logger } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { GroupCommit } from '../storage/database/group-commit.js';
import type { WebhookDeliveryRow } from '../storage/entities/webhook.entities.js';
import type { Transaction } from '../storage/transaction.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { afterAttempt, disabledBy, healthAfter, type Tried } from './delivery-retries.js';

/** Result of sending one page of deliveries to an endpoint. */
export interface Served {
  readonly endpoint: WebhookEndpoint;
  /** Attempts (POSTs), in the order in which they ended. */
  readonly tried: readonly Tried[];
  /**
   * Deliveries that are left out, because a newer version of the payout exists and the endpoint wants only the latest.
   */
  readonly superseded: readonly WebhookDeliveryRow[];
  /** Deliveries that can never be sent, because their event is deleted. They become `failed`. */
  readonly lost: readonly WebhookDeliveryRow[];
}

/**
 * Stores the results of webhook deliveries. If results of several endpoints are ready at the same time, they are stored
 * in one transaction.
 */
@Injectable()
export class DeliveryRecorder {
  private readonly logger = new Logger('Webhooks');
  private readonly group: GroupCommit<Served, Served>;

  constructor(private readonly context: EngineContext) {
    this.group = new GroupCommit(
      (all) => context.unitOfWork.run((transaction) => this.recordAll(transaction, all)),
      () => true,
      (all, seconds) =>
        context.telemetry.tell('grouped', { work: 'deliver', size: all.length, seconds, requests: [], payouts: [] }),
    );
  }

  /**
   * Stores the results of the deliveries to one endpoint. Also stores its number of failures and, if they require it,
   * pauses or disables the endpoint. Then counts the deliveries in the metrics.
   * @throws if the database is unavailable; the deliveries are then sent again
   */
  async record(served: Served): Promise<void> {
    await this.group.add(served);
    this.count(served);
  }

  private count({ tried, superseded, lost }: Served): void {
    const { telemetry } = this.context;
    const after = tried.map(afterAttempt);
    const failed = after.filter(({ status }) => status !== 'delivered');
    telemetry.tell('delivered', 'delivered', after.length - failed.length);
    telemetry.tell('delivered', 'failed', failed.length);
    telemetry.tell('delivered', 'given_up', failed.filter(({ status }) => status === 'failed').length + lost.length);
    telemetry.tell('delivered', 'superseded', superseded.length);
  }

  /**
   * Disables an endpoint, gives up its pending deliveries, and adds the event `endpoint.disabled` for its consumer.
   * Does nothing if the endpoint is already disabled.
   */
  async disable(
    { outbox, deliveries, endpoints }: Transaction,
    { id, consumer }: WebhookEndpoint,
    reason: 'gone' | 'failing',
  ): Promise<void> {
    if (!(await endpoints.setEnabled(id, 1, { enabled: 0, disabledReason: reason, pausedUntil: null }))) return;
    await deliveries.giveUp(id);
    const data = { id, object: 'webhook_endpoint' as const, disabledReason: reason };
    outbox.add([{ type: 'endpoint.disabled', consumer, at: this.context.clock.now(), data }]);
    this.logger.warn(`webhook endpoint ${id} of ${consumer} is disabled: ${reason}`);
  }

  private async recordAll(transaction: Transaction, all: readonly Served[]): Promise<readonly Served[]> {
    const { deliveries } = transaction;
    const tried = all.flatMap((one) => one.tried);
    const lost = all.flatMap((one) => one.lost);
    const before = new Map([...tried.map(({ delivery }) => delivery), ...lost].map((one) => [one.id, one]));
    const unsent = lost.map((delivery) => ({ ...delivery, status: 'failed' as const, nextAt: null }));
    await deliveries.record([...tried.map(afterAttempt), ...unsent], before);
    await deliveries.remove(all.flatMap(({ superseded }) => superseded.map(({ id }) => id)));
    for (const served of all) await this.judge(transaction, served);
    return all;
  }

  /**
   * Updates an endpoint after its attempts: the number of failures, the pause and, after too many failures, `enabled`.
   * Writes nothing if all of them stay the same.
   */
  private async judge(transaction: Transaction, { endpoint, tried }: Served): Promise<void> {
    const { failures, failingSince, pausedUntil } = endpoint;
    let health = { failures, failingSince, pausedUntil };
    let reason: 'gone' | 'failing' | null = null;
    for (const one of tried) {
      health = healthAfter(health, one);
      reason ??= disabledBy(health, one);
    }
    const changed = JSON.stringify(health) !== JSON.stringify({ failures, failingSince, pausedUntil });
    if (changed) await transaction.endpoints.set(endpoint.id, health);
    if (reason !== null) await this.disable(transaction, endpoint, reason);
  }
}
