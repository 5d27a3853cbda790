import type { EntityManager } from 'typeorm';
import { newId } from '../../common/new-id.js';
import { audienceOf, type OutboxEvent, type OutboxEventType } from '../domain/outbox-event.js';
import { inPieces } from './database/pieces.js';
import { FULL_INSERT, RowSet } from './database/row-set.js';
import { StaleRowError } from './database/storage.errors.js';
import { OutboxEventRow, OutboxReaderRow } from './entities/outbox.entities.js';
import { type JournalEntry, outboxEvents } from './journal.js';

/** An event that has its position (its number in the feed). */
export interface PlacedEvent extends OutboxEventRow {
  readonly position: number;
}

/** Selects events of the feed for one reader. */
export interface FeedQuery {
  /** Audiences whose events are returned. An audience is one consumer, all operators, or one endpoint. */
  readonly audiences: readonly string[];
  /** Event types to read. Null means all types. */
  readonly types: readonly OutboxEventType[] | null;
  /** Returns only events with a position greater than this. */
  readonly after: number;
  /** Returns only events with a position up to this, inclusive. */
  readonly upTo: number;
  readonly limit: number;
}

/**
 * Reads and writes events for consumers and for the host's listener. The transaction that makes a change also stores
 * its event, at first without a position.
 *
 * Instances may commit in another order than they began. Positions are therefore assigned after the COMMIT, by one
 * transaction at a time. An event never gets a lower position than one that a reader may already have seen.
 */
export class Outbox {
  private readonly rows: RowSet<OutboxEventRow>;

  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[],
  ) {
    this.rows = new RowSet(manager, OutboxEventRow);
  }

  /** Adds events to this transaction and returns their ids. They are written together just before its COMMIT. */
  add(events: readonly OutboxEvent[]): string[] {
    return events.map((event) => {
      const id = newId();
      this.journal.push({ kind: 'news', event: { ...event, id } });
      return id;
    });
  }

  /**
   * Writes the events of this transaction just before its COMMIT. `now` in epoch milliseconds becomes the time of
   * events that have none. A large batch needs several statements.
   */
  write(now: number): Promise<void> {
    return inPieces(this.journal, FULL_INSERT, (entries) => this.rows.insert(outboxEvents(entries, now).map(toRow)));
  }

  /** Returns true if a committed event has no position yet. */
  async hasUnplaced(): Promise<boolean> {
    const rows: unknown[] = await this.manager.query(
      'SELECT id FROM cauri_outbox_event WHERE position IS NULL LIMIT 1',
    );
    return rows.length > 0;
  }

  /**
   * Assigns positions to up to `limit` events and returns them in the order of their positions. Events of one payout
   * are in the order of its versions. `now` is in epoch milliseconds.
   * @throws StaleRowError if another instance assigned positions at the same time
   */
  async place(now: number, limit: number): Promise<PlacedEvent[]> {
    const feed = await this.lock();
    const found = await this.manager
      .createQueryBuilder(OutboxEventRow, 'event')
      .where('event.position IS NULL')
      .orderBy('event.at', 'ASC')
      .addOrderBy('event.subjectId', 'ASC')
      .addOrderBy('event.version', 'ASC')
      .addOrderBy('event.id', 'ASC')
      .limit(limit)
      .getMany();
    if (found.length === 0) return [];
    const placed = found.map((row, index) => ({ ...row, position: feed.position + index + 1 }));
    const changes = placed.map((row) => ({ row, seen: {} }));
    await this.rows.update(changes, ['position']);
    const movedAt = Math.max(now, feed.movedAt);
    await this.moveFeed(feed, { position: feed.position + found.length, movedAt });
    return placed;
  }

  /**
   * Returns the row of the feed. Its `position` is the last assigned position. Its `floor` is the position of the last
   * deleted event.
   */
  async feed(): Promise<OutboxReaderRow> {
    return this.manager.findOneByOrFail(OutboxReaderRow, { name: 'feed' });
  }

  /** Returns up to `limit` events that the query selects, in the order of their positions. */
  async read({ audiences, types, after, upTo, limit }: FeedQuery): Promise<PlacedEvent[]> {
    if (audiences.length === 0 || upTo <= after) return [];
    const pages = await Promise.all(
      audiences.map((audience) => {
        const query = this.manager
          .createQueryBuilder(OutboxEventRow, 'event')
          .where('event.audience = :audience AND event.position > :after', { audience, after })
          .andWhere('event.position <= :upTo', { upTo });
        if (types !== null) query.andWhere('event.type IN (:...types)', { types });
        return query.orderBy('event.position', 'ASC').limit(limit).getMany();
      }),
    );
    const found = pages.flat() as PlacedEvent[];
    return found.sort((one, other) => one.position - other.position).slice(0, limit);
  }

  /**
   * Returns up to `limit` events of all audiences with a position greater than `after`, in the order of their
   * positions.
   */
  async next(after: number, limit: number): Promise<PlacedEvent[]> {
    const found = await this.manager
      .createQueryBuilder(OutboxEventRow, 'event')
      .where('event.position > :after', { after })
      .orderBy('event.position', 'ASC')
      .limit(limit)
      .getMany();
    return found as PlacedEvent[];
  }

  /**
   * Returns the first event that has a position greater than `after` and the time `since` (epoch milliseconds) or
   * later. Returns null if there is none.
   */
  async firstSince(since: number, after: number): Promise<PlacedEvent | null> {
    const query = this.manager
      .createQueryBuilder(OutboxEventRow, 'event')
      .where('event.position > :after AND event.at >= :since', { after, since });
    return (await query.orderBy('event.position', 'ASC').limit(1).getOne()) as PlacedEvent | null;
  }

  /** Returns the event with this position. Returns null if there is none, or if it is deleted. */
  async at(position: number): Promise<PlacedEvent | null> {
    return (await this.manager.findOneBy(OutboxEventRow, { position })) as PlacedEvent | null;
  }

  async byIds(ids: readonly string[]): Promise<Map<string, OutboxEventRow>> {
    return new Map((await this.rows.byIds(ids)).map((row) => [row.id, row]));
  }

  /**
   * Deletes up to `limit` of the oldest events, but only those from before `before` (epoch milliseconds). Stores the
   * position of the last one as the floor of the feed. Returns the number of deleted events. If it is `limit`, call it
   * again.
   */
  async purge(before: number, limit: number): Promise<number> {
    const first = await this.next((await this.feed()).floor, limit);
    const kept = first.findIndex(({ at }) => at >= before);
    const old = kept < 0 ? first : first.slice(0, kept);
    const last = old.at(-1);
    if (last === undefined) return 0;
    await this.rows.delete(old.map(({ id }) => id));
    await this.manager
      .createQueryBuilder()
      .update(OutboxReaderRow)
      .set({ floor: last.position })
      .where("name = 'feed' AND floor < :floor", { floor: last.position })
      .execute();
    return old.length;
  }

  /** Returns the row of the feed and locks it until the transaction ends. */
  private async lock(): Promise<OutboxReaderRow> {
    const isSqlite = this.manager.connection.options.type === 'better-sqlite3';
    const query = this.manager.createQueryBuilder(OutboxReaderRow, 'reader').where("reader.name = 'feed'");
    // SQLite transactions are exclusive, so they need no row lock.
    return (isSqlite ? query : query.setLock('pessimistic_write')).getOneOrFail();
  }

  /**
   * Updates the position of the feed if it is still the one in `seen`. The comparison is needed because some databases
   * accept a row lock and ignore it.
   * @throws StaleRowError if another instance changed the position
   */
  private async moveFeed(seen: OutboxReaderRow, to: Pick<OutboxReaderRow, 'position' | 'movedAt'>): Promise<void> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(OutboxReaderRow)
      .set(to)
      .where("name = 'feed' AND position = :position", { position: seen.position })
      .execute();
    if (affected !== 1) throw new StaleRowError('the feed');
  }
}

function toRow(event: OutboxEvent & { readonly id?: string }): OutboxEventRow {
  const { type, at, data, id = newId() } = event;
  const version = 'version' in data ? data.version : null;
  const subjectId = version === null ? null : 'id' in data ? data.id : null;
  return { id, type, audience: audienceOf(event), subjectId, version, at, data, position: null };
}
