import type { NewEvent, Payout, PayoutChanges, PayoutEvent, PayoutState } from './payout.js';

/** Values of a new payout before the changes of its first event are applied. */
export const INITIAL_STATE = {
  review: null,
  providerId: null,
  providerStatus: null,
  fee: null,
  totalAmount: null,
  providerData: null,
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

/** Returns a copy of the payout with the changes of these events applied. Nothing but events changes a payout. */
export function applyEvents<T extends Payout>(payout: T, events: readonly Pick<NewEvent, 'changes'>[]): T {
  return Object.assign({}, payout, ...events.map(({ changes }) => changes)) as T;
}

/**
 * Computes the current state of a payout from all its events, oldest first. `version` and `updatedAt` are those of the
 * last event, and are missing if there are no events.
 */
export function fold(
  events: readonly (Pick<NewEvent, 'changes'> & { readonly version: number; readonly at: number })[],
): Partial<PayoutState> {
  const changes: PayoutChanges = Object.assign({}, INITIAL_STATE, ...events.map((event) => event.changes));
  const last = events.at(-1);
  return last ? { ...changes, version: last.version, updatedAt: last.at } : changes;
}

/**
 * Returns the payout as it was when it was accepted. A repeated request with the same idempotency key gets this answer.
 */
export function asAccepted<T extends Payout>(payout: T, events: readonly PayoutEvent[]): T {
  return { ...payout, ...fold(events.filter(({ version }) => version === 1)) };
}
