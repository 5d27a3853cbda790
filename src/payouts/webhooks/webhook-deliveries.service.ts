import { Injectable } from '@nestjs/common';
import { parseRfc3339 } from '../dto/rfc3339.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { OutboxBell } from '../outbox/outbox-bell.js';
import { Sequencer } from '../outbox/sequencer.js';
import { PayoutError } from '../payouts.errors.js';
import type { WebhookDeliveryRow } from '../storage/entities/webhook.entities.js';
import type { Transaction } from '../storage/transaction.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import {
  ListDeliveriesDto,
  RecoverDto,
  type RecoveredDto,
  type WebhookDeliveryDto,
  type WebhookDeliveryPageDto,
} from './dto/webhook-endpoint.dto.js';
import { type EndpointOwner, requireEndpoint, there } from './webhook-endpoints.service.js';
import { toDeliveryDto } from './webhook-view.js';

/** Lists the deliveries of a webhook endpoint, and sends them again on request. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Returns one page of an endpoint's deliveries, newest event first. Each has its last 20 attempts at most.
   * @throws PayoutError `not_found`, `validation_failed`; `invalid_request` if the cursor comes from a list with other
   *   filters
   */
  async list(endpointId: string, query: ListDeliveriesDto, owner: EndpointOwner): Promise<WebhookDeliveryPageDto> {
    const { limit, cursor, status = null, type = null, since = null } = validated(ListDeliveriesDto, query);
    const filters = { endpointId, status, type, since };
    const before = cursor === undefined ? null : decodeCursor(cursor, filters);
    const wanted = { status, type, since: since === null ? null : parseRfc3339(since) };
    const found = await this.context.unitOfWork.read(async ({ endpoints, deliveries }) => {
      there(await endpoints.find(endpointId, owner));
      return deliveries.list(endpointId, wanted, { limit: limit + 1, before });
    });
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      data: shown.map(toDeliveryDto),
      nextCursor: found.length > limit && last ? encodeCursor(last.eventId, filters) : null,
    };
  }

  /**
   * Makes a delivery due now, whatever its status, and returns it; the worker sends it. Its plan of retries starts
   * again, and a pause of the endpoint ends.
   * @throws PayoutError `not_found`; `state_conflict` if the endpoint is disabled
   */
  async retry(endpointId: string, deliveryId: string, owner: EndpointOwner): Promise<WebhookDeliveryDto> {
    const delivery = await this.ask(endpointId, owner, async ({ deliveries }) => {
      await requireDelivery(await deliveries.find(endpointId, deliveryId));
      await deliveries.ask(endpointId, deliveryId, this.context.clock.now());
      return requireDelivery(await deliveries.find(endpointId, deliveryId));
    });
    return toDeliveryDto(delivery);
  }

  /**
   * Creates an `endpoint.test` event for this endpoint only, and returns its delivery; the worker sends it. The list of
   * deliveries later shows the result.
   * @throws PayoutError `not_found`; `state_conflict` if the endpoint is disabled
   */
  async test(endpointId: string, owner: EndpointOwner): Promise<WebhookDeliveryDto> {
    const eventId = await this.ask(endpointId, owner, async ({ outbox }) => {
      const data = { id: endpointId, object: 'webhook_endpoint' as const };
      const [id = ''] = outbox.add([{ type: 'endpoint.test', endpointId, at: this.context.clock.now(), data }]);
      return id;
    });
    await this.sequencer.catchUp();
    const delivery = await this.context.unitOfWork.read(({ deliveries }) => deliveries.ofEvent(endpointId, eventId));
    this.bell.ring();
    return toDeliveryDto(requireDelivery(delivery));
  }

  /**
   * Makes all deliveries due again that have not succeeded, for the events since the time in `order`. Also adds a
   * delivery for each of these events that the endpoint never got, if the event is still stored. Returns the number of
   * these deliveries.
   * @throws PayoutError `not_found`, `validation_failed`; `state_conflict` if the endpoint is disabled
   */
  async recover(endpointId: string, order: RecoverDto, owner: EndpointOwner): Promise<RecoveredDto> {
    const since = parseRfc3339(validated(RecoverDto, order).since) ?? 0;
    await this.sequencer.catchUp();
    const { clock, unitOfWork } = this.context;
    let recovered = await this.ask(endpointId, owner, ({ deliveries }) =>
      deliveries.again(endpointId, since, clock.now()),
    );
    const { floor, position: upTo } = await unitOfWork.read(({ outbox }) => outbox.feed());
    for (let after: number | null = floor; after !== null; ) {
      const from: number = after;
      const { added, next } = await this.ask(endpointId, owner, ({ deliveries }, endpoint) =>
        deliveries.addMissing(endpoint, { since, after: from, upTo }, clock.now()),
      );
      recovered += added;
      after = next;
    }
    this.bell.ring();
    return { deliveries: recovered };
  }

  /**
   * Calls `unit`, which makes deliveries due now, in a transaction that locks the row of the endpoint. A pause of the
   * endpoint ends first, because the caller expects the endpoint to answer again.
   * @throws PayoutError `not_found`; `state_conflict` if the endpoint is disabled
   */
  private ask<T>(
    endpointId: string,
    owner: EndpointOwner,
    unit: (transaction: Transaction, endpoint: WebhookEndpoint) => Promise<T>,
  ): Promise<T> {
    return this.context.unitOfWork.run(async (transaction) => {
      const endpoint = await requireEndpoint(transaction, endpointId, owner);
      if (endpoint.enabled === 0) throw new PayoutError('state_conflict', 'The webhook endpoint is disabled.');
      if (endpoint.pausedUntil !== null) await transaction.endpoints.set(endpointId, { pausedUntil: null });
      return unit(transaction, endpoint);
    });
  }
}

/**
 * Returns the delivery.
 * @throws PayoutError `not_found` if it is null
 */
function requireDelivery(found: WebhookDeliveryRow | null): WebhookDeliveryRow {
  if (found === null) throw new PayoutError('not_found', 'There is no such delivery.');
  return found;
}
