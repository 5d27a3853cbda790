import type { RequestContext } from '../../common/request-context.js';
import type { Hold } from '../domain/account-hold.js';
import { accountEvent, type OutboxEvent, payoutEvent } from '../domain/outbox-event.js';
import type { NewEvent, Payout, PayoutStatus } from '../domain/payout.js';

/** Outbox event that has its id before it is stored, because the code that adds it needs the id. */
type IdentifiedEvent = OutboxEvent & { readonly id: string };

/**
 * One change that a transaction made: of a payout (`payout`) or of an account's hold (`account`). The kind `news` is an
 * outbox event that code added itself. Before the COMMIT, outbox events are made from the changes. After the COMMIT,
 * the `Listener` gets them.
 */
export type JournalEntry =
  | {
      readonly kind: 'payout';
      readonly payout: Payout;
      /** Status before the change. Null for a new payout. */
      readonly before: PayoutStatus | null;
      readonly events: readonly NewEvent[];
      /** The request that caused the change. Null if the worker did it by itself. */
      readonly request?: RequestContext | null;
    }
  | { readonly kind: 'account'; readonly name: string; readonly before: Hold | null; readonly after: Hold | null }
  | { readonly kind: 'news'; readonly event: IdentifiedEvent };

/**
 * Function that is called after a COMMIT with the changes of its transaction. Many changes are passed in several calls.
 */
export type Listener = (entries: readonly JournalEntry[]) => void;

/**
 * Returns the outbox events (stored messages for consumers and operators) about the changes of a transaction. A change
 * of a payout gives `payout.updated`. If it opened a review, it also gives `payout.review_opened`. A change of a hold
 * gives no event if only the time of its next probe is new. `now` in epoch milliseconds becomes the time of account
 * events, because changes of accounts have no time of their own.
 */
export function outboxEvents(
  journal: readonly JournalEntry[],
  now: number,
): (OutboxEvent & { readonly id?: string })[] {
  return journal.flatMap((entry) => {
    if (entry.kind === 'news') return [entry.event];
    if (entry.kind === 'account') return accountEvent(entry.name, entry, now) ?? [];
    const { payout, before, events } = entry;
    const updated = payoutEvent('payout.updated', payout, before);
    const opened = payout.review !== null && events.some(({ type }) => type === 'review_opened');
    return opened ? [updated, payoutEvent('payout.review_opened', payout, before)] : [updated];
  });
}
