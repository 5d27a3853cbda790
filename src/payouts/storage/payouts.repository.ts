import { type EntityManager, In } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { applyEvents, INITIAL_STATE } from '../domain/fold.js';
import type {
  EventSource,
  NewEvent,
  PayoutChanges,
  PayoutEvent,
  PayoutStatus,
  Rescheduling,
} from '../domain/payout.js';
import { RowSet } from './database/row-set.js';
import { StaleRowError } from './database/storage.errors.js';
import { PayoutRow } from './entities/payout.entity.js';
import { PayoutEventRow } from './entities/payout-event.entity.js';
import type { JournalEntry } from './journal.js';
import { type StoredPayout, toColumns, toPayout } from './payout-rows.js';

export interface Change {
  readonly events: readonly NewEvent[];
  readonly source: EventSource;
  readonly at: number;
  readonly schedule?: Rescheduling;
  /** Gives the lease back, or takes it over from nobody. */
  readonly lease?: { readonly leaseToken: string | null; readonly leaseUntil: number | null };
}

/** One decision about one payout. */
export interface DecidedChange {
  /** As it was when the decision was taken. */
  readonly payout: StoredPayout;
  readonly change: Change;
}

/** A payout that is about to be accepted; its state comes from its first event. */
export type NewPayout = Pick<
  PayoutRow,
  | 'id'
  | 'consumer'
  | 'idempotencyHash'
  | 'requestHash'
  | 'referenceHash'
  | 'provider'
  | 'account'
  | 'scope'
  | 'amount'
  | 'scale'
  | 'currency'
  | 'recipientKind'
  | 'recipient'
  | 'reference'
  | 'name'
  | 'description'
  | 'subCompanyId'
  | 'expiresAt'
  | 'metadata'
  | 'batchId'
  | 'createdAt'
>;

const UNSCHEDULED = {
  nextAt: null,
  pollStep: 0,
  resendAt: null,
  lastReadAt: null,
  readFailedAt: null,
  readFailure: null,
  absences: 0,
  leaseToken: null,
  leaseUntil: null,
};

/** What the first event and the initial state decide of a new row. */
type AcceptedColumns = Omit<
  PayoutRow,
  keyof NewPayout | keyof typeof UNSCHEDULED | 'version' | 'updatedAt' | 'eventCount'
>;

/** An order, the event that accepts it, and when it is first due. */
export interface Accepting {
  readonly order: NewPayout;
  readonly accepted: NewEvent;
  readonly schedule: Rescheduling;
}

export class Payouts {
  private readonly rows: RowSet<PayoutRow>;
  private readonly history: RowSet<PayoutEventRow>;

  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[] = [],
  ) {
    this.rows = new RowSet(manager, PayoutRow);
    this.history = new RowSet(manager, PayoutEventRow);
  }

  /** @throws the driver's duplicate error when the key or the reference is taken, see `isDuplicate` */
  async insert(order: NewPayout, accepted: NewEvent, schedule: Rescheduling): Promise<StoredPayout> {
    return only(await this.insertAll([{ order, accepted, schedule }]));
  }

  /** Inserts a set, all or none. @throws the driver's duplicate error when a key or a reference of it is taken */
  async insertAll(accepting: readonly Accepting[]): Promise<StoredPayout[]> {
    const rows = accepting.map(newRow);
    await this.rows.insert(rows);
    const steps = accepting.map(({ order, accepted }, index) => {
      const change: Change = { events: [accepted], source: 'api', at: order.createdAt };
      return { after: toPayout(rows[index] as PayoutRow), change, from: null };
    });
    await this.append(steps);
    return steps.map(({ after }) => after);
  }

  async find(id: string): Promise<StoredPayout | null> {
    const row = await this.manager.findOneBy(PayoutRow, { id });
    return row && toPayout(row);
  }

  /** @throws StaleRowError when it is not there: rows are never deleted */
  async require(id: string): Promise<StoredPayout> {
    const payout = await this.find(id);
    if (!payout) throw new StaleRowError(id);
    return payout;
  }

  /** By their ids. Ids of no payout are left out. */
  async findAll(ids: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.byIds(ids);
    return new Map(rows.map((row) => [row.id, toPayout(row)]));
  }

  /** By their ids; nobody else changes them until the transaction ends. Ids of no payout are left out. */
  async lock(ids: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.byIds(ids, { locked: true });
    return new Map(rows.map((row) => [row.id, toPayout(row)]));
  }

  async findByKey(idempotencyHash: string): Promise<StoredPayout | null> {
    const row = await this.manager.findOneBy(PayoutRow, { idempotencyHash });
    return row && toPayout(row);
  }

  /** The payouts of these keys, by key. */
  async findByKeys(idempotencyHashes: readonly string[]): Promise<Map<string, StoredPayout>> {
    const rows = await this.rows.by('idempotencyHash', idempotencyHashes);
    return new Map(rows.map((row) => [row.idempotencyHash, toPayout(row)]));
  }

  async findIdByReference(referenceHash: string): Promise<string | null> {
    const row = await this.manager.findOne(PayoutRow, { where: { referenceHash }, select: { id: true } });
    return row?.id ?? null;
  }

  /** As `changeAll`, of one payout. */
  async change(payout: StoredPayout, change: Change): Promise<StoredPayout> {
    return only(await this.changeAll([{ payout, change }]));
  }

  /**
   * Appends the events of each decision and makes its row their fold, by compare-and-set with every row's own version:
   * all of the set or none. Without events a version stays as it is and only the schedule and the lease change.
   * Returns the payouts as they then are, in the order of the decisions. No payout may be in a set twice.
   * @throws StaleRowError when a row is no longer the one that was decided about
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

  async eventsOf(payoutIds: readonly string[]): Promise<PayoutEvent[]> {
    return this.manager.find(PayoutEventRow, {
      where: { payoutId: In([...payoutIds]) },
      order: { payoutId: 'ASC', sequence: 'ASC' },
    });
  }

  private async append(steps: readonly Pick<Step, 'after' | 'change' | 'from'>[]): Promise<void> {
    await this.history.insert(steps.flatMap(eventRows));
    for (const { after, change, from } of steps) {
      this.journal.push({ kind: 'payout', payout: after, before: from, events: change.events });
    }
  }
}

function only<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('a set of one came back empty');
  return one;
}

function newRow({ order, accepted, schedule }: Accepting): PayoutRow {
  return {
    ...order,
    ...UNSCHEDULED,
    ...(toColumns({ ...INITIAL_STATE, ...accepted.changes }, schedule) as AcceptedColumns),
    version: 1,
    updatedAt: order.createdAt,
    eventCount: 1,
  };
}

interface Step {
  readonly before: StoredPayout;
  readonly after: StoredPayout;
  readonly change: Change;
  readonly from: PayoutStatus | null;
  readonly columns: Partial<PayoutRow>;
}

/** What one decision makes of one payout. */
function stepOf(payout: StoredPayout, change: Change): Step {
  const told = change.events.length > 0;
  const version = told ? payout.version + 1 : payout.version;
  // Clocks of several instances differ by a little; a history does not go back.
  const at = Math.max(change.at, payout.updatedAt);
  const updatedAt = told ? at : payout.updatedAt;
  const eventCount = payout.eventCount + change.events.length;
  const folded: PayoutChanges = Object.assign({}, ...change.events.map(({ changes }) => changes));
  const moved = { ...change.lease, version, updatedAt, eventCount };
  const schedule = { ...payout.schedule, ...change.schedule };
  return {
    before: payout,
    after: { ...applyEvents(payout, change.events), ...moved, schedule },
    change: { ...change, at },
    from: payout.status,
    columns: { ...toColumns(folded, change.schedule ?? {}), ...moved },
  };
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** Steps that set the same columns share a statement; what a decision does not name stays as it is in the row. */
function byProperties(steps: readonly Step[]) {
  const groups = new Map<string, { properties: (keyof PayoutRow & string)[]; alike: Step[] }>();
  for (const step of steps) {
    const properties = (Object.keys(step.columns) as (keyof PayoutRow & string)[]).sort(byText);
    const key = properties.join();
    const group = groups.get(key) ?? { properties, alike: [] };
    groups.set(key, group);
    group.alike.push(step);
  }
  return groups.values();
}

function eventRows({ after, change, from }: Pick<Step, 'after' | 'change' | 'from'>): PayoutEventRow[] {
  let status = from;
  const { events, source, at } = change;
  return events.map(({ type, changes, data, source: own = source }, index) => {
    const to = changes.status ?? status ?? after.status;
    const row = {
      id: uuidv7(),
      payoutId: after.id,
      sequence: after.eventCount - events.length + index + 1,
      version: after.version,
      source: own,
      at,
      from: status,
      to,
      type,
      changes,
      data: { ...data },
    };
    status = to;
    return row;
  });
}
