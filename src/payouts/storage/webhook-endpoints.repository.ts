import type { EntityManager } from 'typeorm';
import { Brackets } from 'typeorm';
import { consumerAudience, endpointAudience, OPERATIONS_AUDIENCE } from '../domain/outbox-event.js';
import { RowSet } from './database/row-set.js';
import { WebhookEndpointRow } from './entities/webhook.entities.js';
import type { PlacedEvent } from './outbox.repository.js';

export type WebhookEndpoint = Readonly<WebhookEndpointRow>;

type Settable = Partial<Omit<WebhookEndpointRow, 'id' | 'consumer' | 'createdAt'>>;

/** Returns the audiences (groups of readers) whose events the endpoint may get; see `audienceOf`. */
export function audiencesOf({ id, consumer, operations }: WebhookEndpoint): string[] {
  const own = [consumerAudience(consumer), endpointAudience(id)];
  return operations === 1 ? [...own, OPERATIONS_AUDIENCE] : own;
}

/**
 * Returns true if the endpoint may get the event and has subscribed to its type. A test event needs no subscription.
 */
export function wants(endpoint: WebhookEndpoint, { audience, type }: Pick<PlacedEvent, 'audience' | 'type'>): boolean {
  if (!audiencesOf(endpoint).includes(audience)) return false;
  return type === 'endpoint.test' || endpoint.types === null || endpoint.types.includes(type);
}

/** Reads and writes webhook endpoints. An endpoint is a URL of a consumer that receives events. */
export class WebhookEndpoints {
  private readonly rows: RowSet<WebhookEndpointRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, WebhookEndpointRow);
  }

  async insert(endpoint: WebhookEndpointRow): Promise<void> {
    await this.rows.insert([endpoint]);
  }

  /**
   * Returns an endpoint. Returns null if it does not exist, is deleted, or belongs to another consumer. A null
   * `consumer` matches every consumer. `locked` locks the row until the transaction ends.
   */
  async find(id: string, consumer: string | null, { locked = false } = {}): Promise<WebhookEndpoint | null> {
    const [found] = await this.rows.byIds([id], { locked });
    if (found === undefined || found.deletedAt !== null) return null;
    return consumer === null || found.consumer === consumer ? found : null;
  }

  /**
   * Returns endpoints, newest first. A null `consumer` selects the endpoints of all consumers. `before` is the last id
   * of the previous page, or null for the first page.
   */
  list(
    consumer: string | null,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<WebhookEndpoint[]> {
    const query = this.manager.createQueryBuilder(WebhookEndpointRow, 'endpoint').where('endpoint.deletedAt IS NULL');
    if (consumer !== null) query.andWhere('endpoint.consumer = :consumer', { consumer });
    if (page.before !== null) query.andWhere('endpoint.id < :before', { before: page.before });
    return query.orderBy('endpoint.id', 'DESC').limit(page.limit).getMany();
  }

  async set(id: string, columns: Settable): Promise<void> {
    await this.manager.update(WebhookEndpointRow, { id }, columns);
  }

  /** Updates an endpoint only if `enabled` still has the value `seen`. Returns false if it has changed. */
  async setEnabled(id: string, seen: 0 | 1, columns: Settable): Promise<boolean> {
    const { affected } = await this.manager.update(WebhookEndpointRow, { id, enabled: seen }, columns);
    return affected === 1;
  }

  /**
   * Returns the enabled endpoints that may get events of these audiences. Some may not have subscribed to the type of
   * an event; see `wants`.
   */
  async enabledFor(audiences: readonly string[]): Promise<WebhookEndpoint[]> {
    const known = new Set(audiences);
    const consumers = [...known].flatMap((audience) => /^consumer (.*)$/s.exec(audience)?.[1] ?? []);
    const ids = [...known].flatMap((audience) => /^endpoint (.*)$/s.exec(audience)?.[1] ?? []);
    // No row has the value 2, so 2 matches nothing.
    const operations = known.has(OPERATIONS_AUDIENCE) ? 1 : 2;
    return this.manager
      .createQueryBuilder(WebhookEndpointRow, 'endpoint')
      .where('endpoint.enabled = 1 AND endpoint.deletedAt IS NULL')
      .andWhere(
        new Brackets((any) => {
          any.where('endpoint.operations = :operations', { operations });
          if (consumers.length > 0) any.orWhere('endpoint.consumer IN (:...consumers)', { consumers });
          if (ids.length > 0) any.orWhere('endpoint.id IN (:...ids)', { ids });
        }),
      )
      .getMany();
  }

  /** Returns true if any endpoint is enabled. */
  async anyEnabled(): Promise<boolean> {
    const rows: unknown[] = await this.manager.query(
      'SELECT id FROM cauri_webhook_endpoint WHERE enabled = 1 AND deleted_at IS NULL LIMIT 1',
    );
    return rows.length > 0;
  }

  /**
   * Returns the ids of enabled endpoints that have due deliveries and are not paused. Endpoints are left out while
   * another instance has their lease (the right to deliver to them). `token` is the token of this instance.
   */
  async waiting(token: string, now: number): Promise<string[]> {
    const rows: { id: string }[] = await this.manager.query(
      'SELECT e.id AS id FROM cauri_webhook_endpoint e WHERE e.enabled = 1 AND e.deleted_at IS NULL ' +
        'AND (e.paused_until IS NULL OR e.paused_until <= ?) ' +
        'AND (e.lease_token = ? OR e.lease_until IS NULL OR e.lease_until <= ?) ' +
        "AND EXISTS (SELECT 1 FROM cauri_webhook_delivery d WHERE d.endpoint_id = e.id AND d.status = 'pending' " +
        'AND d.next_at <= ?)',
      [now, token, now, now],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes or renews the lease of these endpoints, until `until` in epoch milliseconds. Returns the endpoints whose
   * lease `token` has now.
   */
  async take(
    ids: readonly string[],
    token: string,
    { now, until }: { readonly now: number; readonly until: number },
  ): Promise<WebhookEndpoint[]> {
    const free = '(lease_token = :token OR lease_until IS NULL OR lease_until <= :now)';
    await this.rows.updateWhere(ids, { leaseToken: token, leaseUntil: until }, free, { token, now });
    return (await this.rows.byIds(ids)).filter(({ leaseToken }) => leaseToken === token);
  }

  /** Releases all leases that `token` has. At a shutdown, other instances can then deliver at once. */
  async giveBack(token: string): Promise<void> {
    await this.manager.update(WebhookEndpointRow, { leaseToken: token }, { leaseToken: null, leaseUntil: null });
  }

  /**
   * Returns the enabled endpoints whose first failure since their last success was at `before` (epoch milliseconds) or
   * earlier. The caller disables them.
   */
  failingSince(before: number): Promise<WebhookEndpoint[]> {
    return this.manager
      .createQueryBuilder(WebhookEndpointRow, 'endpoint')
      .where('endpoint.enabled = 1 AND endpoint.deletedAt IS NULL')
      .andWhere('endpoint.failingSince <= :before', { before })
      .getMany();
  }

  /** Returns all endpoints, including deleted ones whose deliveries are not yet removed. */
  async all(): Promise<WebhookEndpoint[]> {
    return this.manager.find(WebhookEndpointRow);
  }

  async delete(id: string): Promise<void> {
    await this.rows.delete([id]);
  }
}
