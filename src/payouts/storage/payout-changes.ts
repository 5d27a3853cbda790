import { uuidv7 } from 'uuidv7';
import { applyEvents, INITIAL_STATE } from '../domain/fold.js';
import type { EventSource, NewEvent, PayoutChanges, PayoutStatus, Rescheduling } from '../domain/payout.js';
import { requireAllowed } from '../domain/transitions.js';
import type { PayoutRow } from './entities/payout.entity.js';
import type { PayoutEventRow } from './entities/payout-event.entity.js';
import { type StoredPayout, toColumns } from './payout-rows.js';

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
  keyof NewPayout | keyof typeof UNSCHEDULED | 'version' | 'updatedAt' | 'eventCount' | 'recipientKey'
>;

/** An order, the event that accepts it, and when it is first due. */
export interface Accepting {
  readonly order: NewPayout;
  readonly accepted: NewEvent;
  readonly schedule: Rescheduling;
}

/** The row of a payout that is accepted. */
export function newRow({ order, accepted, schedule }: Accepting): PayoutRow {
  return {
    ...order,
    ...UNSCHEDULED,
    ...(toColumns({ ...INITIAL_STATE, ...accepted.changes }, schedule) as AcceptedColumns),
    recipientKey: order.recipient.toLowerCase(),
    version: 1,
    updatedAt: order.createdAt,
    eventCount: 1,
  };
}

/** A decision and what it makes of the row. */
export interface Step {
  readonly before: StoredPayout;
  readonly after: StoredPayout;
  readonly change: Change;
  readonly from: PayoutStatus | null;
  readonly columns: Partial<PayoutRow>;
}

/** What one decision makes of one payout. */
export function stepOf(payout: StoredPayout, change: Change): Step {
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

/** The events of a step as rows, numbered on from those before. */
export function eventRows({ after, change, from }: Pick<Step, 'after' | 'change' | 'from'>): PayoutEventRow[] {
  let status = from;
  const { events, source, at } = change;
  return events.map(({ type, changes, data, source: own = source }, index) => {
    if (status !== null) requireAllowed(status, { type, changes });
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
