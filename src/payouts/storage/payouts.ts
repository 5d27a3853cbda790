import { type EntityManager, In } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import { uuidv7 } from 'uuidv7';
import { applyEvents, INITIAL_STATE } from '../domain/fold.js';
import type { EventSource, NewEvent, PayoutChanges, PayoutEvent, PayoutState, Rescheduling } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { PayoutEventRow } from './entities/payout-event.entity.js';
import type { JournalEntry } from './journal.js';
import { type StoredPayout, toColumns, toPayout } from './payout-rows.js';
import { StaleRowError } from './storage.errors.js';

export interface Change {
  readonly events: readonly NewEvent[];
  readonly source: EventSource;
  readonly at: number;
  readonly schedule?: Rescheduling;
  /** Gives the lease back, or takes it over from nobody. */
  readonly lease?: { readonly leaseToken: string | null; readonly leaseUntil: number | null };
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
  absences: 0,
  leaseToken: null,
  leaseUntil: null,
};

/** What the first event and the initial state decide of a new row. */
type AcceptedColumns = Omit<PayoutRow, keyof NewPayout | keyof typeof UNSCHEDULED | 'version' | 'updatedAt'>;

export class Payouts {
  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[] = [],
  ) {}

  /** @throws the driver's duplicate error when the key or the reference is taken, see `isDuplicate` */
  async insert(order: NewPayout, accepted: NewEvent, schedule: Rescheduling): Promise<StoredPayout> {
    const row: PayoutRow = {
      ...order,
      ...UNSCHEDULED,
      ...(toColumns({ ...INITIAL_STATE, ...accepted.changes }, schedule) as AcceptedColumns),
      version: 1,
      updatedAt: order.createdAt,
    };
    await this.manager.insert(PayoutRow, row as QueryDeepPartialEntity<PayoutRow>);
    const payout = toPayout(row);
    const change = { events: [accepted], source: 'api' as const, at: order.createdAt };
    await this.append(payout, change, { version: 1, from: null, sequence: 1 });
    return payout;
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

  async findByKey(idempotencyHash: string): Promise<StoredPayout | null> {
    const row = await this.manager.findOneBy(PayoutRow, { idempotencyHash });
    return row && toPayout(row);
  }

  async findIdByReference(referenceHash: string): Promise<string | null> {
    const row = await this.manager.findOne(PayoutRow, { where: { referenceHash }, select: { id: true } });
    return row?.id ?? null;
  }

  /**
   * Appends the events of one decision and makes the row their fold, in one compare-and-set. Without events the
   * version stays as it is and only the schedule and the lease change.
   * @throws StaleRowError when the row is no longer the one that was decided about
   */
  async change(payout: StoredPayout, change: Change): Promise<StoredPayout> {
    const told = change.events.length > 0;
    const version = told ? payout.version + 1 : payout.version;
    // Clocks of several instances differ by a little; a history does not go back.
    const at = Math.max(change.at, payout.updatedAt);
    const updatedAt = told ? at : payout.updatedAt;
    const folded: PayoutChanges = Object.assign({}, ...change.events.map(({ changes }) => changes));
    await this.compareAndSet(payout, {
      ...toColumns(folded, change.schedule ?? {}),
      ...change.lease,
      version,
      updatedAt,
    });
    const schedule = { ...payout.schedule, ...change.schedule };
    const after = { ...applyEvents(payout, change.events), ...change.lease, version, updatedAt, schedule };
    if (told) {
      const sequence = await this.nextSequence(payout.id);
      await this.append(after, { ...change, at }, { version, from: payout.status, sequence });
    }
    return after;
  }

  private async compareAndSet({ id, version, status }: StoredPayout, columns: Partial<PayoutRow>): Promise<void> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(PayoutRow)
      .set(columns as QueryDeepPartialEntity<PayoutRow>)
      .where('id = :id AND version = :seen AND status = :status', { id, seen: version, status })
      .execute();
    if (affected !== 1) throw new StaleRowError(id);
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

  private async nextSequence(payoutId: string): Promise<number> {
    const last = await this.manager.maximum(PayoutEventRow, 'sequence', { payoutId });
    return Number(last ?? 0) + 1;
  }

  private async append(
    after: StoredPayout,
    { events, source, at }: Change,
    start: { version: number; from: PayoutState['status'] | null; sequence: number },
  ): Promise<void> {
    let { from } = start;
    const rows = events.map((event, index) => {
      const to = event.changes.status ?? from ?? after.status;
      const row = {
        id: uuidv7(),
        payoutId: after.id,
        sequence: start.sequence + index,
        version: start.version,
        source,
        at,
        from,
        to,
        type: event.type,
        changes: event.changes,
        data: event.data,
      };
      from = to;
      return row;
    });
    this.journal.push({ kind: 'payout', payout: after, before: start.from, events });
    await this.manager.insert(PayoutEventRow, rows as QueryDeepPartialEntity<PayoutEventRow>[]);
  }
}
