import type { NewEvent, Payout, PayoutChanges, PayoutEvent, PayoutState } from './payout.js';

/** State to which the changes of a payout's first event are applied. */
export const INITIAL_STATE = {
  review: null,
  providerId: null,
  providerStatus: null,
  fee: null,
  totalAmount: null,
  usedAmount: null,
  returnedAmount: null,
  returnReason: null,
  failure: null,
  cancellation: null,
  resolution: null,
  queuedAt: null,
  submittedAt: null,
  settledAt: null,
  returnedAt: null,
} satisfies PayoutChanges;

/** Applies the changes of events to a payout. A payout is changed in no other way. */
export function applyEvents<T extends Payout>(payout: T, events: readonly Pick<NewEvent, 'changes'>[]): T {
  return Object.assign({}, payout, ...events.map(({ changes }) => changes)) as T;
}

/** Computes the state from all events of a payout. */
export function fold(
  events: readonly (Pick<NewEvent, 'changes'> & { readonly version: number; readonly at: number })[],
): Partial<PayoutState> {
  const changes: PayoutChanges = Object.assign({}, INITIAL_STATE, ...events.map((event) => event.changes));
  const last = events.at(-1);
  return last ? { ...changes, version: last.version, updatedAt: last.at } : changes;
}

/** Returns the payout as it was accepted. This is the answer to a repeated request. */
export function asAccepted<T extends Payout>(payout: T, events: readonly PayoutEvent[]): T {
  return { ...payout, ...fold(events.filter(({ version }) => version === 1)) };
}
