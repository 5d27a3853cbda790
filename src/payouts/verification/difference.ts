import { isDeepStrictEqual } from 'node:util';
import { fold } from '../domain/fold.js';
import type { PayoutEvent, PayoutState } from '../domain/payout.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/**
 * All fields of a payout that events determine. If a field of `PayoutState` is missing here, the code does not compile.
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

/** The first difference between a payout's row and its events. */
export interface Difference {
  readonly field: string;
  readonly row: unknown;
  readonly events: unknown;
}

/** Compares a payout with its events, oldest first. Returns null if they agree. */
export function differenceOf(payout: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  return inHistory(payout, events) ?? inState(payout, events);
}

function inHistory({ eventCount }: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  if (events.length !== eventCount) return { field: 'eventCount', row: eventCount, events: events.length };
  for (const [index, event] of events.entries()) {
    const difference = inStep(event, events[index - 1] ?? NOTHING);
    if (difference) return difference;
  }
  return null;
}

/** Values that the first event is compared with. */
const NOTHING = { sequence: 0, version: 0, to: null, at: 0 };

/**
 * Checks that an event continues the one before: next sequence number, same or next version, matching status, and no
 * earlier time.
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

function inState(payout: StoredPayout, events: readonly PayoutEvent[]): Difference | null {
  // The scope is part of the order. Events name it only if it changed.
  const folded: Partial<PayoutState> = { scope: payout.scope, ...fold(events) };
  for (const field of FIELDS) {
    const [row, told] = [payout[field], folded[field]];
    if (!isDeepStrictEqual(row, told)) return { field, row, events: told ?? null };
  }
  return null;
}
