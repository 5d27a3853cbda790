import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { newId } from '../../common/new-id.js';
import { inPieces } from './database/pieces.js';
import { RowSet } from './database/row-set.js';
import { OutboxEventRow } from './entities/outbox.entities.js';
import { type DeliveryStatus, WebhookDeliveryRow, type WebhookEndpointRow } from './entities/webhook.entities.js';
import type { PlacedEvent } from './outbox.repository.js';
import { audiencesOf, WebhookEndpoints, wants } from './webhook-endpoints.repository.js';

/** Columns that are updated after an attempt to send a delivery. */
const ATTEMPTED = [
  'status',
  'attempt',
  'step',
  'asked',
  'responseStatus',
  'durationMs',
  'attempts',
  'nextAt',
] as const satisfies readonly (keyof WebhookDeliveryRow)[];

/** Result of an attempt to send a delivery. */
export type Attempted = Pick<WebhookDeliveryRow, 'id' | (typeof ATTEMPTED)[number]>;

/** Conditions for a list of deliveries. Null sets no condition. */
export interface DeliveryFilter {
  readonly status: DeliveryStatus | null;
  readonly type: string | null;
  /** Earliest time of the event in epoch milliseconds. Null means no limit. */
  readonly since: number | null;
}

/** Number of recent deliveries from which the statistics of an endpoint are computed. */
const STATISTICS_OF = 100;
/** Maximum number of deliveries in one INSERT, and of events that one call of `addMissing` reads. */
const PIECE = 500;
/**
 * Maximum assumed difference between the clocks of two machines in milliseconds. The time in an event's id comes from
 * the clock of a process, not of the database.
 */
const CLOCKS_APART_MS = 60_000;

/**
 * Reads and writes webhook deliveries. A delivery is the task to send one event to one endpoint, with all its attempts.
 */
export class WebhookDeliveries {
  private readonly rows: RowSet<WebhookDeliveryRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, WebhookDeliveryRow);
  }

  /**
   * Creates a delivery for each event and each enabled endpoint that wants it. The deliveries are due at `at`, in epoch
   * milliseconds.
   */
  async fanOut(placed: readonly PlacedEvent[], at: number): Promise<void> {
    const endpoints = await new WebhookEndpoints(this.manager).enabledFor(placed.map(({ audience }) => audience));
    const rows = endpoints.flatMap((endpoint) =>
      placed.filter((event) => wants(endpoint, event)).map((event) => newRow(endpoint, event, at)),
    );
    await this.insert(rows);
  }

  /** Returns up to `limit` due deliveries of an endpoint, by due time and then by position in the feed. */
  due(endpointId: string, now: number, limit: number): Promise<WebhookDeliveryRow[]> {
    return this.of(endpointId)
      .andWhere("delivery.status = 'pending' AND delivery.nextAt <= :now", { now })
      .orderBy('delivery.nextAt', 'ASC')
      .addOrderBy('delivery.position', 'ASC')
      .limit(limit)
      .getMany();
  }

  /**
   * Stores the results of attempts. `before` has the deliveries as they were before the attempt. If another instance
   * has tried a delivery meanwhile, or somebody has asked for it, its row stays unchanged.
   */
  async record(attempted: readonly Attempted[], before: ReadonlyMap<string, WebhookDeliveryRow>): Promise<void> {
    const changes = attempted.flatMap((row) => {
      const seen = before.get(row.id);
      return seen ? [{ row, seen: { attempt: seen.attempt, step: seen.step, asked: seen.asked } }] : [];
    });
    await this.rows.update(changes, ATTEMPTED);
  }

  /** Deletes deliveries that need not be sent, except those that somebody has asked for. */
  async remove(ids: readonly string[]): Promise<void> {
    await inPieces(ids, PIECE, async (piece) => {
      await this.manager.delete(WebhookDeliveryRow, { id: In(piece), asked: 0 });
    });
  }

  async find(endpointId: string, id: string): Promise<WebhookDeliveryRow | null> {
    return this.manager.findOneBy(WebhookDeliveryRow, { endpointId, id });
  }

  async ofEvent(endpointId: string, eventId: string): Promise<WebhookDeliveryRow | null> {
    return this.manager.findOneBy(WebhookDeliveryRow, { endpointId, eventId });
  }

  /**
   * Returns deliveries, newest event first. `before` is the last event id of the previous page, or null for the first
   * page.
   */
  list(
    endpointId: string,
    { status, type, since }: DeliveryFilter,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<WebhookDeliveryRow[]> {
    const query = this.of(endpointId);
    if (status !== null) query.andWhere('delivery.status = :status', { status });
    if (type !== null) query.andWhere('delivery.type = :type', { type });
    if (since !== null) {
      query.andWhere('delivery.eventId >= :first AND delivery.createdAt >= :since', { first: firstId(since), since });
    }
    if (page.before !== null) query.andWhere('delivery.eventId < :before', { before: page.before });
    return query.orderBy('delivery.eventId', 'DESC').limit(page.limit).getMany();
  }

  /** Makes a delivery due now, whatever its status, because somebody requested it. Its retries start anew. */
  async ask(endpointId: string, id: string, now: number): Promise<void> {
    await this.manager.update(
      WebhookDeliveryRow,
      { id, endpointId },
      { status: 'pending', step: 0, asked: 1, nextAt: now },
    );
  }

  /** Marks all pending deliveries of an endpoint as failed. They are not sent any more. */
  async giveUp(endpointId: string): Promise<void> {
    await this.manager.update(
      WebhookDeliveryRow,
      { endpointId, status: 'pending' },
      { status: 'failed', nextAt: null },
    );
  }

  /**
   * Makes all deliveries for events since `since` (epoch milliseconds) due now, except the successful ones. Returns
   * their number.
   */
  async again(endpointId: string, since: number, now: number): Promise<number> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(WebhookDeliveryRow)
      .set({ status: 'pending', step: 0, nextAt: now })
      .where("endpoint_id = :endpointId AND status IN ('pending', 'failed')", { endpointId })
      .andWhere('event_id >= :first', { first: firstId(since) })
      .execute();
    return affected ?? 0;
  }

  /**
   * Creates deliveries for events since `since` (epoch milliseconds) that the endpoint never got. Each call reads one
   * page of events with a position greater than `after` and up to `upTo`. Returns the number of new deliveries in
   * `added`. `next` is the value of `after` for the next page, or null after the last page.
   */
  async addMissing(
    endpoint: WebhookEndpointRow,
    { since, after, upTo }: { readonly since: number; readonly after: number; readonly upTo: number },
    now: number,
  ): Promise<{ readonly added: number; readonly next: number | null }> {
    const found = (await this.manager
      .createQueryBuilder(OutboxEventRow, 'event')
      .leftJoin(WebhookDeliveryRow, 'delivery', 'delivery.eventId = event.id AND delivery.endpointId = :endpointId', {
        endpointId: endpoint.id,
      })
      .where('event.audience IN (:...audiences) AND event.position > :after', {
        audiences: audiencesOf(endpoint),
        after,
      })
      .andWhere('event.position <= :upTo AND event.at >= :since AND delivery.id IS NULL', { upTo, since })
      .orderBy('event.position', 'ASC')
      .limit(PIECE)
      .getMany()) as PlacedEvent[];
    const wanted = found.filter((event) => wants(endpoint, event));
    await this.insert(wanted.map((event) => newRow(endpoint, event, now)));
    return { added: wanted.length, next: found.length < PIECE ? null : (found.at(-1)?.position ?? null) };
  }

  /**
   * Returns two facts about an endpoint. `tried` has the results of its last 100 deliveries with an attempt, newest
   * event first. `oldestPendingAt` is the creation time of its oldest pending delivery in epoch milliseconds, or null
   * without one.
   */
  async statistics(endpointId: string): Promise<{
    readonly tried: readonly Pick<WebhookDeliveryRow, 'status' | 'durationMs'>[];
    readonly oldestPendingAt: number | null;
  }> {
    const tried = await this.of(endpointId)
      .andWhere('delivery.attempt > 0')
      .orderBy('delivery.eventId', 'DESC')
      .limit(STATISTICS_OF)
      .getMany();
    const [oldest] = await this.of(endpointId)
      .andWhere("delivery.status = 'pending'")
      .orderBy('delivery.eventId', 'ASC')
      .limit(1)
      .getMany();
    return { tried, oldestPendingAt: oldest?.createdAt ?? null };
  }

  /**
   * Deletes up to `limit` deliveries of an endpoint for events before `before` (epoch milliseconds), or for all events
   * if it is null. Returns the number of deleted deliveries.
   */
  async purge(endpointId: string, before: number | null, limit: number): Promise<number> {
    const query = this.of(endpointId);
    if (before !== null) query.andWhere('delivery.eventId < :last', { last: firstId(before) });
    const old = await query.orderBy('delivery.eventId', 'ASC').limit(limit).getMany();
    return this.rows.delete(old.map(({ id }) => id));
  }

  private of(endpointId: string): SelectQueryBuilder<WebhookDeliveryRow> {
    return this.manager
      .createQueryBuilder(WebhookDeliveryRow, 'delivery')
      .where('delivery.endpointId = :endpointId', { endpointId });
  }

  private async insert(rows: readonly WebhookDeliveryRow[]): Promise<void> {
    for (let from = 0; from < rows.length; from += PIECE) await this.rows.insert(rows.slice(from, from + PIECE));
  }
}

/**
 * Returns an event id that is smaller than the id of every event since this time (epoch milliseconds). Ids are UUIDv7,
 * which begin with the time.
 */
function firstId(since: number): string {
  const hex = Math.max(0, since - CLOCKS_APART_MS)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function newRow({ id: endpointId }: WebhookEndpointRow, event: PlacedEvent, at: number): WebhookDeliveryRow {
  return {
    id: newId(),
    endpointId,
    eventId: event.id,
    type: event.type,
    position: event.position,
    status: 'pending',
    attempt: 0,
    step: 0,
    asked: 0,
    responseStatus: null,
    durationMs: null,
    attempts: [],
    nextAt: at,
    createdAt: at,
  };
}
