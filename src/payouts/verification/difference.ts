import { isDeepStrictEqual } from 'node:util';
import { fold } from '../domain/fold.js';
import type { PayoutEvent, PayoutState } from '../domain/payout.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/**
 * Fields of a payout whose values can be computed from its events. If a field of `PayoutState` is missing here, the
 * code does not compile.
 */
const STATE: Readonly<Record<keyof PayoutState, true>> = {
  version: true,
  status: true,
  review: true,
  scope: true,
  providerId: true,
  providerStatus: true,
  providerData: true,
  fee: true,
  totalAmount: true,
  usedAmount: true,
  returnedAmount: true,
  returnReason: true,
  failure: true,
  cancellation: true,
  resolution: true,
  queuedAt: true,
  submittedAt: true,
  settledAt: true,
  returnedAt: true,
  updatedAt: true,
};
const FIELDS = Object.keys(STATE) as (keyof PayoutState)[];

/** First difference between the row of a payout and its events. */
export interface Difference {
  /** Name of the field, or a text such as `version of event 3`. */
  readonly field: string;
  /** Value in the row. If the events do not fit together, the value that is expected after the event before. */
  readonly row: unknown;
  /** Value that was computed from the events, or found in an event. */
  readonly events: unknown;
}

/** Compares the row of a payout with its events, oldest first. Returns null if they agree. */
export function differenceOf(payout: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  return inHistory(payout, events) ?? inState(payout, events);
}

/**
 * Checks that no event is missing and that each event continues the one before. Returns the first difference, or null.
 */
function inHistory({ eventCount }: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  if (events.length !== eventCount) return { field: 'eventCount', row: eventCount, events: events.length };
  for (const [index, event] of events.entries()) {
    const difference = inStep(event, events[index - 1] ?? NOTHING);
    if (difference) return difference;
  }
  return null;
}

const NOTHING = { sequence: 0, version: 0, to: null, at: 0 };

/**
 * Checks that an event continues the one before: the next sequence number, the same or the next version, a matching
 * status, and no earlier time. Returns the first difference, or null.
 */
function inStep(
  { sequence, version, from, at }: PayoutEvent,
  before: Pick<PayoutEvent, 'sequence' | 'version' | 'at'> & { readonly to: PayoutEvent['from'] },
): Difference | null {
  const which = (what: string): string => `${what} of event ${sequence}`;
  if (sequence !== before.sequence + 1) return { field: 'sequence', row: before.sequence + 1, events: sequence };
  if (from !== before.to) return { field: which('status before'), row: before.to, events: from };
  const isNext = version === before.version + 1 || (version === before.version && version > 0);
  if (!isNext) return { field: which('version'), row: before.version + 1, events: version };
  return at < before.at ? { field: which('time'), row: before.at, events: at } : null;
}

/** Compares each field of the row with the state that the events give. Returns the first difference, or null. */
function inState(payout: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  // The scope is part of the accepted order. Events contain it only if it changed later.
  const folded: Partial<PayoutState> = { scope: payout.scope, ...fold(events) };
  for (const field of FIELDS) {
    const [row, told] = [payout[field], folded[field]];
    if (!isDeepStrictEqual(row, told)) return { field, row, events: told ?? null };
  }
  return null;
}
