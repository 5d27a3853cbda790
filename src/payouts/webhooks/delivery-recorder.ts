import { Injectable, Logger } from '@nestjs/common';
import { EngineContext } from '../engine/engine-context.js';
import { GroupCommit } from '../storage/database/group-commit.js';
import type { WebhookDeliveryRow } from '../storage/entities/webhook.entities.js';
import type { Transaction } from '../storage/transaction.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import { afterAttempt, disabledBy, healthAfter, type Tried } from './delivery-retries.js';

/** The result of sending one page of deliveries to an endpoint. */
export interface Served {
  readonly endpoint: WebhookEndpoint;
  /** Attempts, in the order in which they ended. */
  readonly tried: readonly Tried[];
  /** Deliveries that were skipped, because a newer version of the payout is known. */
  readonly superseded: readonly WebhookDeliveryRow[];
  /** Deliveries that cannot be sent, because their event is deleted. */
  readonly lost: readonly WebhookDeliveryRow[];
}

/** Stores the results of deliveries. Endpoints that finish at the same time share one transaction. */
@Injectable()
export class DeliveryRecorder {
  private readonly logger = new Logger('Webhooks');
  private readonly group: GroupCommit<Served, Served>;

  constructor(private readonly context: EngineContext) {
    this.group = new GroupCommit(
      (all) => context.unitOfWork.run((transaction) => this.recordAll(transaction, all)),
      () => true,
      (all, seconds) => context.telemetry.tell('grouped', { work: 'deliver', size: all.length, seconds, requests: [] }),
    );
  }

  /**
   * Stores the results for one endpoint.
   * @throws if the database is unavailable; the messages are then sent again
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

  /** Disables an endpoint and adds the event `endpoint.disabled`. Does nothing if the endpoint is already disabled. */
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
    const before = new Map([...tried.map(({ delivery }) => delivery), ...lost].map(({ id, attempt }) => [id, attempt]));
    const unsent = lost.map((delivery) => ({ ...delivery, status: 'failed' as const, nextAt: null }));
    await deliveries.record([...tried.map(afterAttempt), ...unsent], before);
    await deliveries.remove(all.flatMap(({ superseded }) => superseded.map(({ id }) => id)));
    for (const served of all) await this.judge(transaction, served);
    return all;
  }

  /** Updates the endpoint's failure count and pause after its attempts. Writes nothing if they stay the same. */
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
