import { newId } from '../../common/new-id.js';
import type { RequestContext } from '../../common/request-context.js';
import { requireAllowed } from '../domain/allowed-decisions.js';
import { applyEvents, INITIAL_STATE } from '../domain/fold.js';
import type { EventSource, NewEvent, PayoutChanges, PayoutStatus, Rescheduling } from '../domain/payout.js';
import type { PayoutRow } from './entities/payout.entity.js';
import type { PayoutEventRow } from './entities/payout-event.entity.js';
import { type StoredPayout, toColumns } from './payout-rows.js';

/** Events to append to a payout, and the new values of its schedule and its lease. */
export interface Change {
  readonly events: readonly NewEvent[];
  /** Default origin of the events, for those that have no `source` themselves. */
  readonly source: EventSource;
  /** Time of the change in epoch milliseconds. */
  readonly at: number;
  /** Fields of the schedule to set. All others stay as they are. */
  readonly schedule?: Rescheduling;
  /**
   * New value of the lease columns. Null values release the lease. If this field is missing, the lease stays as it is.
   */
  readonly lease?: { readonly leaseToken: string | null; readonly leaseUntil: number | null };
}

/** A payout and the change that a decision requires in it. */
export interface DecidedChange {
  /** The payout as it was read for the decision. Its row must still have this version when the change is written. */
  readonly payout: StoredPayout;
  readonly change: Change;
}

/** The columns of a new payout that never change. The other columns come from its first event. */
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
  | 'retryOf'
  | 'approvers'
  | 'createdAt'
>;

/**
 * Schedule and lease of a new payout before the fields of `Accepting.schedule` are set. No work is planned, and no
 * worker has the lease.
 */
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

/** The columns of a new payout that come from its initial state and its first event. */
type AcceptedColumns = Omit<
  PayoutRow,
  keyof NewPayout | keyof typeof UNSCHEDULED | 'version' | 'updatedAt' | 'eventCount' | 'recipientKey'
>;

/** Columns of a payout before its first event. They are the same for all new payouts. */
const INITIAL_COLUMNS = toColumns({ ...INITIAL_STATE }, {}) as AcceptedColumns;

/** A payout to store: its order, its first event, and its schedule, which says when the worker first works on it. */
export interface Accepting {
  readonly order: NewPayout;
  readonly accepted: NewEvent;
  readonly schedule: Rescheduling;
  /**
   * HTTP request that ordered the payout. Set if one transaction stores payouts of several requests. If missing, it is
   * the request of the transaction.
   */
  readonly request?: RequestContext | undefined;
}

/** Returns the complete row of a new payout, with version 1 and one event. */
export function newRow({ order, accepted, schedule }: Accepting): PayoutRow {
  const columns = toColumns({ ...accepted.changes }, schedule);
  const first = { recipientKey: order.recipient.toLowerCase(), version: 1, updatedAt: order.createdAt, eventCount: 1 };
  // `Object.assign`, because V8 takes 20 times as long for spreads of so many fields.
  return Object.assign({}, order, UNSCHEDULED, INITIAL_COLUMNS, columns, first);
}

/** A change with its result: the payout before and after it, and the columns to update. */
export interface Step {
  readonly before: StoredPayout;
  readonly after: StoredPayout;
  readonly change: Change;
  /** Status before the change. Null for a new payout. */
  readonly from: PayoutStatus | null;
  readonly columns: Partial<PayoutRow>;
}

/**
 * Computes the payout after a change, and the columns that change. If the change has events, the version grows by 1.
 */
export function stepOf(payout: StoredPayout, change: Change): Step {
  const told = change.events.length > 0;
  const version = told ? payout.version + 1 : payout.version;
  // Clocks of instances differ slightly, but times in a payout's history must not decrease.
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

/** Groups changes that set the same columns, so that one UPDATE writes each group. */
export function byProperties(steps: readonly Step[]) {
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

/**
 * Returns the rows for the events of a change, numbered after the existing events of the payout.
 * @throws if an event may not change the payout's status; this is a bug
 */
export function eventRows({ after, change, from }: Pick<Step, 'after' | 'change' | 'from'>): PayoutEventRow[] {
  let status = from;
  const { events, source, at } = change;
  return events.map(({ type, changes, data, source: own = source }, index) => {
    if (status !== null) requireAllowed(status, { type, changes });
    const to = changes.status ?? status ?? after.status;
    const row = {
      id: newId(),
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
