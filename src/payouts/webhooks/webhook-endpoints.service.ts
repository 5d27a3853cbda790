import { Injectable } from '@nestjs/common';
import { newId } from '../../common/new-id.js';
import { invalid, validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { Sequencer } from '../outbox/sequencer.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { PageDto } from '../reconciliation/dto/reconciliation.dto.js';
import type { WebhookEndpointRow } from '../storage/entities/webhook.entities.js';
import type { Transaction } from '../storage/transaction.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import {
  ChangeWebhookEndpointDto,
  CreateWebhookEndpointDto,
  type WebhookEndpointDto,
  type WebhookEndpointPageDto,
  type WebhookEndpointWithSecretDto,
} from './dto/webhook-endpoint.dto.js';
import { keysToText, newSigningKeys, publicKeyOf } from './signing.js';
import { WebhookMessenger } from './webhook-messenger.js';
import { webhookUrlProblem } from './webhook-url.js';
import { NO_STATISTICS, toEndpointDto } from './webhook-view.js';

/** Time in milliseconds for which the old secret also signs after a rotation. */
const OLD_SECRET_MS = 24 * 3_600_000;
/** Maximum number of old secrets that sign. Each one adds up to 140 characters to the header of every message. */
const MAX_OLD_SECRETS = 10;

/** Name of the consumer that owns the endpoints. Null selects the endpoints of all consumers; only the CLI does so. */
export type EndpointOwner = string | null;

/** Manages the webhook endpoints (URLs to which events are sent) of a consumer. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly context: EngineContext,
    private readonly messenger: WebhookMessenger,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * Creates an endpoint and returns it with its secret, which is shown only once. The endpoint gets only events that
   * happen from now on.
   * @throws PayoutError `validation_failed`
   */
  async create(order: CreateWebhookEndpointDto, principal: Principal): Promise<WebhookEndpointWithSecretDto> {
    const wanted = validated(CreateWebhookEndpointDto, order);
    this.requireCallable(wanted.url);
    const signature = wanted.signature ?? 'v1';
    const id = newId();
    const keys = newSigningKeys(signature, wanted.secret ?? undefined);
    const endpoint: WebhookEndpointRow = {
      id,
      consumer: principal.consumer,
      url: wanted.url,
      types: wanted.types ? [...wanted.types] : null,
      signature,
      publicKey: publicKeyOf(keys),
      secrets: [{ sealed: this.messenger.box.seal(keysToText(keys), id), until: null }],
      latest: wanted.latest ? 1 : 0,
      enabled: 1,
      disabledReason: null,
      operations: principal.scopes.includes('operations') ? 1 : 0,
      failures: 0,
      failingSince: null,
      pausedUntil: null,
      leaseToken: null,
      leaseUntil: null,
      createdAt: this.context.clock.now(),
      deletedAt: null,
    };
    // Gives all earlier events their position before the endpoint exists, so that it gets none of them.
    await this.sequencer.catchUp();
    await this.context.unitOfWork.run(({ endpoints }) => endpoints.insert(endpoint));
    return { ...toEndpointDto(endpoint, NO_STATISTICS), secret: keys.secret };
  }

  /**
   * Returns one page of the owner's endpoints, newest first.
   * @throws PayoutError `validation_failed`, `invalid_request`
   */
  async list(page: PageDto, owner: EndpointOwner): Promise<WebhookEndpointPageDto> {
    const { limit, cursor } = validated(PageDto, page);
    const before = cursor === undefined ? null : decodeCursor(cursor, {});
    return this.context.unitOfWork.read(async ({ endpoints, deliveries }) => {
      const found = await endpoints.list(owner, { limit: limit + 1, before });
      const data: WebhookEndpointDto[] = [];
      for (const one of found.slice(0, limit)) data.push(toEndpointDto(one, await deliveries.statistics(one.id)));
      const last = data.at(-1);
      return { data, nextCursor: found.length > limit && last ? encodeCursor(last.id, {}) : null };
    });
  }

  /**
   * Returns an endpoint, with the statistics of its last 100 tried deliveries but without its secret.
   * @throws PayoutError `not_found`
   */
  async get(id: string, owner: EndpointOwner): Promise<WebhookEndpointDto> {
    return this.context.unitOfWork.read(async ({ endpoints, deliveries }) =>
      toEndpointDto(there(await endpoints.find(id, owner)), await deliveries.statistics(id)),
    );
  }

  /**
   * Changes an endpoint. Omitted fields keep their values; `types: null` selects all types. Disabling or enabling it
   * gives up its pending deliveries.
   * @throws PayoutError `not_found`, `validation_failed`
   */
  async change(id: string, change: ChangeWebhookEndpointDto, owner: EndpointOwner): Promise<WebhookEndpointDto> {
    const { url, types, enabled, latest } = validated(ChangeWebhookEndpointDto, change);
    if (typeof url === 'string') this.requireCallable(url);
    // Gives all earlier events their position while the endpoint is disabled, so that it gets none of them.
    if (enabled === true) await this.sequencer.catchUp();
    await this.context.unitOfWork.run(async (transaction) => {
      const endpoint = await requireEndpoint(transaction, id, owner);
      const changes = {
        ...(typeof url === 'string' && { url }),
        ...(types !== undefined && { types: types === null ? null : [...types] }),
        ...(typeof latest === 'boolean' && { latest: latest ? 1 : 0 }),
        ...(typeof enabled === 'boolean' && (await switched(transaction, endpoint, enabled))),
      };
      if (Object.keys(changes).length > 0) await transaction.endpoints.set(id, changes);
    });
    return this.get(id, owner);
  }

  /**
   * Deletes an endpoint and its secrets. Nothing more is sent to it. Its deliveries are deleted later in the
   * background.
   * @throws PayoutError `not_found`
   */
  async remove(id: string, owner: EndpointOwner): Promise<void> {
    const deletedAt = this.context.clock.now();
    await this.context.unitOfWork.run(async (transaction) => {
      await requireEndpoint(transaction, id, owner);
      await transaction.endpoints.set(id, { deletedAt, enabled: 0, secrets: [] });
    });
  }

  /**
   * Creates new keys: a secret, which is returned with the endpoint, and an ed25519 key if the signature is `v1a`. The
   * old keys also sign for 24 hours, so that the receiver has time to change. If the keys are rotated again within this
   * time, for example after a lost response, up to 10 old keys still sign.
   * @throws PayoutError `not_found`
   */
  async rotate(id: string, owner: EndpointOwner): Promise<WebhookEndpointWithSecretDto> {
    const now = this.context.clock.now();
    const secret = await this.context.unitOfWork.run(async (transaction) => {
      const endpoint = await requireEndpoint(transaction, id, owner);
      const keys = newSigningKeys(endpoint.signature);
      const sealed = this.messenger.box.seal(keysToText(keys), id);
      const old = endpoint.secrets.map((one) => ({ ...one, until: one.until ?? now + OLD_SECRET_MS }));
      const signing = old.filter(({ until }) => until > now).slice(0, MAX_OLD_SECRETS);
      const secrets = [{ sealed, until: null }, ...signing];
      await transaction.endpoints.set(id, { secrets, publicKey: publicKeyOf(keys) });
      return keys.secret;
    });
    return { ...(await this.get(id, owner)), secret };
  }

  /**
   * Checks that webhooks may be sent to the URL. The addresses of its host are checked later, at each connection.
   * @throws PayoutError `validation_failed`
   */
  private requireCallable(url: string): void {
    const message = webhookUrlProblem(url, this.messenger.allowed);
    if (message !== null) throw invalid([{ field: 'url', message }]);
  }
}

/**
 * Returns an endpoint and locks its row until the transaction ends.
 * @throws PayoutError `not_found` if the owner has no such endpoint
 */
export async function requireEndpoint(
  { endpoints }: Transaction,
  id: string,
  owner: EndpointOwner,
): Promise<WebhookEndpoint> {
  return there(await endpoints.find(id, owner, { locked: true }));
}

/**
 * Returns the endpoint.
 * @throws PayoutError `not_found` if it is null
 */
export function there(found: WebhookEndpoint | null): WebhookEndpoint {
  if (found === null) throw new PayoutError('not_found', 'There is no such webhook endpoint.');
  return found;
}

/**
 * If `enabled` changes, gives up the pending deliveries of the endpoint, and returns the columns to write. Otherwise
 * returns no columns. An endpoint that is enabled again therefore gets no old events.
 */
async function switched(
  { deliveries }: Transaction,
  endpoint: WebhookEndpoint,
  enabled: boolean,
): Promise<Partial<WebhookEndpointRow>> {
  if (enabled === (endpoint.enabled === 1)) return {};
  await deliveries.giveUp(endpoint.id);
  return enabled
    ? { enabled: 1, disabledReason: null, failures: 0, failingSince: null, pausedUntil: null }
    : { enabled: 0, disabledReason: 'requested' };
}
