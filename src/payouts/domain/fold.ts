import type { NewEvent, Payout, PayoutChanges, PayoutEvent, PayoutState } from './payout.js';

/** What a payout's first event builds upon. */
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

/** The state after events: each event says what folding it does, so nothing else can change a payout. */
export function applyEvents<T extends Payout>(payout: T, events: readonly Pick<NewEvent, 'changes'>[]): T {
  return Object.assign({}, payout, ...events.map(({ changes }) => changes)) as T;
}

/** The state that a payout's whole history amounts to. */
export function fold(
  events: readonly (Pick<NewEvent, 'changes'> & { readonly version: number; readonly at: number })[],
): Partial<PayoutState> {
  const changes: PayoutChanges = Object.assign({}, INITIAL_STATE, ...events.map((event) => event.changes));
  const last = events.at(-1);
  return last ? { ...changes, version: last.version, updatedAt: last.at } : changes;
}

/** The payout as it was accepted: the answer to whoever repeats the request. */
export function asAccepted<T extends Payout>(payout: T, events: readonly PayoutEvent[]): T {
  return { ...payout, ...fold(events.filter(({ version }) => version === 1)) };
}
