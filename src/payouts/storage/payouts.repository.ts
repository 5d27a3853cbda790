import { type EntityManager, In, MoreThanOrEqual, Not } from 'typeorm';
import type { RequestContext } from '../../common/request-context.js';
import type { NewEvent, PayoutEvent, Rescheduling } from '../domain/payout.js';
import { inPieces } from './database/pieces.js';
import { FULL_SELECT, RowSet } from './database/row-set.js';
import { StaleRowError } from './database/storage.errors.js';
import { PayoutRow } from './entities/payout.entity.js';
import { PayoutEventRow } from './entities/payout-event.entity.js';
import type { JournalEntry } from './journal.js';
import {
  type Accepting,
  byProperties,
  type Change,
  type DecidedChange,
  eventRows,
  type NewPayout,
  newRow,
  type Step,
  stepOf,
} from './payout-changes.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Reads and writes payouts and the events of their histories. */
export class Payouts {
  private readonly rows: RowSet<PayoutRow>;
  private readonly history: RowSet<PayoutEventRow>;

  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[] = [],
    private readonly request: RequestContext | null = null,
  ) {
    this.rows = new RowSet(manager, PayoutRow);
    this.history = new RowSet(manager, PayoutEventRow);
  }

  /**
   * Inserts one payout with its first event.
   * @throws the driver's duplicate error if the key, the reference or `retryOf` is already used; see `isDuplicate`
   */
  async insert(order: NewPayout, accepted: NewEvent, schedule: Rescheduling): Promise<StoredPayout> {
    return only(await this.insertAll([{ order, accepted, schedule }]));
  }

  /**
   * Inserts payouts with their first events, all or none.
   * @throws the driver's duplicate error if a key, a reference or a `retryOf` is already used; see `isDuplicate`
   */
  async insertAll(accepting: readonly Accepting[]): Promise<StoredPayout[]> {
    const rows = accepting.map(newRow);
    await this.rows.insert(rows);
    const steps = accepting.map(({ order, accepted, request = this.request }, index) => {
      const change: Change = { events: [accepted], source: 'api', at: order.createdAt };
      return { after: toPayout(rows[index] as PayoutRow), change, from: null, request };
    });
    await this.append(steps);
    return steps.map(({ after }) => after);
  }

  async find(id: string): Promise<StoredPayout | null> {
    const row = await this.manager.findOneBy(PayoutRow, { id });
    return row && toPayout(row);
  }

  /**
   * Returns a payout by id.
   * @throws StaleRowError if it is missing; this is a bug, because payouts are never deleted
   */
  async require(id: string): Promise<StoredPayout> {
    const payout = await this.find(id);
    if (!payout) throw new StaleRowError(id);
    return payout;
  }

  /** Returns the payouts with these ids. Unknown ids are not in the map. */
  async findAll(ids: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.byIds(ids);
    return new Map(rows.map((row) => [row.id, toPayout(row)]));
  }

  /**
   * Returns the payouts with these ids and locks their rows until the transaction ends. Unknown ids are not in the map.
   */
  async lock(ids: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.byIds(ids, { locked: true });
    return new Map(rows.map((row) => [row.id, toPayout(row)]));
  }

  /** Returns each payout's version. Unknown ids are not in the map. */
  async versions(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows.some(['id', 'version'], 'id', ids);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  async findByKey(idempotencyHash: string): Promise<StoredPayout | null> {
    const row = await this.manager.findOneBy(PayoutRow, { idempotencyHash });
    return row && toPayout(row);
  }

  /** Returns the payouts whose idempotency keys have these hashes, by hash. Unknown hashes are not in the map. */
  async findByKeys(idempotencyHashes: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.by('idempotencyHash', idempotencyHashes);
    return new Map(rows.map((row) => [row.idempotencyHash, toPayout(row)]));
  }

  /** Returns the id of the payout whose reference has this hash. Returns null if there is none. */
  async findIdByReference(referenceHash: string): Promise<string | null> {
    const row = await this.manager.findOne(PayoutRow, { where: { referenceHash }, select: { id: true } });
    return row?.id ?? null;
  }

  /** Returns the ids of the payouts whose references have these hashes, by hash. Unknown hashes are not in the map. */
  async findByReferences(referenceHashes: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.rows.some(['id', 'referenceHash'], 'referenceHash', referenceHashes);
    return new Map(rows.map(({ id, referenceHash }) => [referenceHash ?? '', id]));
  }

  /**
   * Returns the consumer's payouts to these recipients (in lower case) that were created at `since` (epoch
   * milliseconds) or later. Failed and canceled ones are left out.
   */
  async recentTo(
    recipients: readonly string[],
    { consumer, since }: { consumer: string; since: number },
  ): Promise<Pick<PayoutRow, 'id' | 'recipientKey' | 'amount' | 'scale' | 'currency'>[]> {
    const found: PayoutRow[] = [];
    await inPieces(recipients, FULL_SELECT, async (piece) => {
      const where = {
        recipientKey: In([...piece]),
        createdAt: MoreThanOrEqual(since),
        consumer,
        status: Not(In(['failed', 'canceled'])),
      };
      const select = { id: true, recipientKey: true, amount: true, scale: true, currency: true };
      found.push(...(await this.manager.find(PayoutRow, { where, select })));
    });
    return found;
  }

  /**
   * Returns for each account the sum of its payouts that are queued or in progress, in minor units. Payouts that wait
   * for approval do not count. An account without such payouts is not in the map.
   */
  async committed(accounts: readonly string[]): Promise<Map<string, number>> {
    if (accounts.length === 0) return new Map();
    const sums = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('payout.account', 'account')
      .addSelect('SUM(payout.amount)', 'sum')
      .where('payout.account IN (:...accounts)', { accounts })
      .andWhere("payout.status IN ('queued', 'submitting', 'unconfirmed', 'processing')")
      .groupBy('payout.account')
      .getRawMany<{ account: string; sum: string }>();
    return new Map(sums.map(({ account, sum }) => [account, Number(sum)]));
  }

  /** Appends events to one payout and updates its row; see `changeAll`. */
  async change(payout: StoredPayout, change: Change): Promise<StoredPayout> {
    return only(await this.changeAll([{ payout, change }]));
  }

  /**
   * Appends the events of each change and updates the rows, all or none. Returns the new payouts in the same order.
   *
   * Each UPDATE compares the version of its row. A change without events updates only schedule and lease, and keeps the
   * version. A payout may occur only once.
   * @throws StaleRowError if a row was changed since it was read
   */
  async changeAll(decided: readonly DecidedChange[]): Promise<StoredPayout[]> {
    const steps = decided.map(({ payout, change }) => stepOf(payout, change));
    for (const { properties, alike } of byProperties(steps)) {
      const changes = alike.map(({ before, columns }) => ({
        row: { ...columns, id: before.id },
        seen: { version: before.version, status: before.status },
      }));
      const changed = await this.rows.update(changes, properties);
      if (changed !== alike.length) throw new StaleRowError(alike.map(({ before }) => before.id).join(', '));
    }
    await this.append(steps.filter(({ change }) => change.events.length > 0));
    return steps.map(({ after }) => after);
  }

  async events(payoutId: string): Promise<PayoutEvent[]> {
    return this.manager.find(PayoutEventRow, { where: { payoutId }, order: { sequence: 'ASC' } });
  }

  /** Returns up to `limit` payouts with an id after `after`, in the order of their ids and of their acceptance. */
  async page(after: string, limit: number): Promise<StoredPayout[]> {
    const ids: { id: string }[] = await this.manager.query(
      `SELECT id FROM cauri_payout WHERE id > ? ORDER BY id LIMIT ${limit}`,
      [after],
    );
    const found = await this.findAll(ids.map(({ id }) => id));
    return ids.flatMap(({ id }) => found.get(id) ?? []);
  }

  /** Returns the events of each payout, oldest first. Unknown ids are not in the map. */
  async histories(payoutIds: readonly string[]): Promise<Map<string, PayoutEvent[]>> {
    const events = await this.history.by('payoutId', payoutIds);
    return byPayout(events.sort((one, other) => one.sequence - other.sequence));
  }

  /** Returns the events of all these payouts in one list, sorted by payout id and then from oldest to newest. */
  async eventsOf(payoutIds: readonly string[]): Promise<PayoutEvent[]> {
    return this.manager.find(PayoutEventRow, {
      where: { payoutId: In([...payoutIds]) },
      order: { payoutId: 'ASC', sequence: 'ASC' },
    });
  }

  /** Returns the id of the payout that retries this one (orders it again). Returns null if there is none. */
  async findRetryOf(id: string): Promise<string | null> {
    const row = await this.manager.findOne(PayoutRow, { where: { retryOf: id }, select: { id: true } });
    return row?.id ?? null;
  }

  /** Returns the approvals and rejections of each payout, oldest first. A payout without any is not in the map. */
  async decisionsOf(payoutIds: readonly string[]): Promise<Map<string, PayoutEvent[]>> {
    const where = { payoutId: In([...payoutIds]), type: In(['approved', 'rejected']) };
    return byPayout(await this.manager.find(PayoutEventRow, { where, order: { sequence: 'ASC' } }));
  }

  private async append(
    steps: readonly (Pick<Step, 'after' | 'change' | 'from'> & { readonly request?: RequestContext | null })[],
  ): Promise<void> {
    await this.history.insert(steps.flatMap(eventRows));
    for (const { after, change, from, request = this.request } of steps) {
      this.journal.push({ kind: 'payout', payout: after, before: from, events: change.events, request });
    }
  }
}

/** Groups events by their payout. The events of each keep their order. */
function byPayout(events: readonly PayoutEvent[]): Map<string, PayoutEvent[]> {
  const groups = new Map<string, PayoutEvent[]>();
  for (const event of events) {
    const group = groups.get(event.payoutId);
    if (group) group.push(event);
    else groups.set(event.payoutId, [event]);
  }
  return groups;
}

function only<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('a set of one came back empty');
  return one;
}
