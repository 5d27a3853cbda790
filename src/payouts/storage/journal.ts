import type { RequestContext } from '../../common/request-context.js';
import type { Hold } from '../domain/account-hold.js';
import { accountEvent, type OutboxEvent, payoutEvent } from '../domain/outbox-event.js';
import type { NewEvent, Payout, PayoutStatus } from '../domain/payout.js';

/** Outbox event that already has its id, because its creator needs the id before the event is stored. */
type IdentifiedEvent = OutboxEvent & { readonly id: string };

/**
 * One change that a transaction made: of a payout (`payout`), of an account's hold (`account`), or an event that code
 * added itself (`news`). Outbox events are made from the entries; listeners get the entries after the COMMIT.
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

/** Function that gets the changes of a transaction after its COMMIT, those of a large one in several calls. */
export type Listener = (entries: readonly JournalEntry[]) => void;

/**
 * Returns the outbox events for the changes of a transaction. A change of a payout gives `payout.updated`, and also
 * `payout.review_opened` if it opened a review. A hold gives none if only the time of its next probe has changed. `now`
 * in epoch milliseconds becomes the time of account events, because account changes have no time of their own.
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
