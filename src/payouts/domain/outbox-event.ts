import type { Hold } from './account-hold.js';
import { isProbed } from './account-hold.js';
import type { Payout, PayoutStatus, ReviewReason } from './payout.js';

/** Types of the events that consumers get by webhook and in the event feed. They are part of the public API. */
export const OUTBOX_EVENT_TYPES = [
  'payout.updated',
  'payout.review_opened',
  'batch.completed',
  'account.held',
  'account.released',
  'account.low_balance',
  'reconciliation.discrepancy',
  'endpoint.disabled',
] as const;
export type OutboxEventType = (typeof OUTBOX_EVENT_TYPES)[number];

/** Payout as it appears in an event for consumers. It contains no personal data. */
export interface PayoutNews {
  readonly id: string;
  readonly object: 'payout';
  /** Grows with each change. Ignore an event with a lower version than one you already received. */
  readonly version: number;
  readonly status: PayoutStatus;
  /**
   * Status before this change. Equal to `status` if something else changed, such as the review. Null for the payout's
   * first event.
   */
  readonly previousStatus: PayoutStatus | null;
  readonly review: { readonly reason: ReviewReason; readonly since: string } | null;
  /** The consumer's own id for the payout. Null if it gave none. */
  readonly reference: string | null;
  readonly batchId: string | null;
}

/** One change of a payout, as passed to the host application's `onPayoutEvent`. */
export interface PayoutUpdated {
  /** Id of the event. A repeated delivery has the same id, so use it to ignore duplicates. */
  readonly id: string;
  readonly type: 'payout.updated';
  /** Time of the change in RFC 3339 format, UTC. */
  readonly timestamp: string;
  readonly data: PayoutNews;
}

interface BatchNews {
  readonly id: string;
  readonly object: 'batch';
  /** Number of the batch's rows by key: `total`, `accepted`, `rejected`, and each payout status. */
  readonly counts: Readonly<Record<string, number>>;
  /** Amounts of the batch by currency, as decimal strings: a `total` and one sum for each payout status. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Time at which the batch was completed, in RFC 3339 format, UTC. */
  readonly completedAt: string;
}

interface AccountNews {
  readonly name: string;
  readonly object: 'account';
  /**
   * Hold that stops sending from the account, without the note of the person who paused it. Null if the account sends
   * again. `until` is the time of the next probe, or null if only a person can end the hold. Times are in RFC 3339
   * format.
   */
  readonly hold: {
    readonly reason: Hold['reason'];
    readonly since: string;
    readonly until: string | null;
    readonly by: string;
  } | null;
}

interface LowBalanceNews {
  readonly name: string;
  readonly object: 'account';
  readonly balance: { readonly amount: string; readonly currency: string; readonly asOf: string };
  /** The account's setting `lowBalance` as a decimal string. A balance below it causes this event. */
  readonly lowBalance: string;
}

/**
 * Discrepancy (a difference between the provider's transactions and our payouts) without its `expected` and `actual`,
 * because these may contain a phone number. Read them over the API.
 */
interface DiscrepancyNews {
  readonly id: string;
  readonly object: 'discrepancy';
  readonly runId: string | null;
  readonly kind: string;
  readonly provider: string;
  readonly account: string;
  readonly payoutId: string | null;
  readonly providerId: string | null;
}

/** Webhook endpoint that was disabled: it answered 410 (`gone`), or its deliveries failed for too long (`failing`). */
interface EndpointNews {
  readonly id: string;
  readonly object: 'webhook_endpoint';
  readonly disabledReason: 'gone' | 'failing';
}

interface Of<Type extends string, Data> {
  readonly type: Type;
  /** Time of the event in epoch milliseconds. */
  readonly at: number;
  readonly data: Data;
}

interface OfConsumer {
  /**
   * Name of the consumer (API client) that owns the payout, batch or endpoint. Only its endpoints and its feed get the
   * event.
   */
  readonly consumer: string;
}

type ConsumerEvent = OfConsumer &
  (
    | Of<'payout.updated' | 'payout.review_opened', PayoutNews>
    | Of<'batch.completed', BatchNews>
    | Of<'endpoint.disabled', EndpointNews>
  );

/** Event about an account or a statement. Only API keys with the scope `operations` get it. */
type OperationsEvent =
  | Of<'account.held' | 'account.released', AccountNews>
  | Of<'account.low_balance', LowBalanceNews>
  | Of<'reconciliation.discrepancy', DiscrepancyNews>;

/** Event that tests one webhook endpoint. It does not appear in the feed. */
interface TestEvent extends Of<'endpoint.test', { readonly id: string; readonly object: 'webhook_endpoint' }> {
  readonly endpointId: string;
}

/**
 * Event for the outbox, the table from which webhooks and the feed are served. The storage makes the events about
 * changed payouts and holds from the changes of each transaction. All other events are added by the code that causes
 * them.
 */
export type OutboxEvent = ConsumerEvent | OperationsEvent | TestEvent;

/**
 * Returns the key of those who get the event: one consumer, all API keys with the scope `operations`, or one endpoint.
 */
export function audienceOf(event: OutboxEvent): string {
  if ('consumer' in event) return consumerAudience(event.consumer);
  return 'endpointId' in event ? endpointAudience(event.endpointId) : OPERATIONS_AUDIENCE;
}

export const OPERATIONS_AUDIENCE = 'operations';
export const consumerAudience = (consumer: string): string => `consumer ${consumer}`;
export const endpointAudience = (endpointId: string): string => `endpoint ${endpointId}`;

/** Returns the event about a changed payout. `before` is its status before the change, or null for a new payout. */
export function payoutEvent(
  type: 'payout.updated' | 'payout.review_opened',
  payout: Payout,
  before: PayoutStatus | null,
): OutboxEvent {
  const { id, consumer, version, status, review, reference, batchId, updatedAt } = payout;
  const data: PayoutNews = {
    id,
    object: 'payout',
    version,
    status,
    previousStatus: before,
    review: review && { reason: review.reason, since: new Date(review.since).toISOString() },
    reference,
    batchId,
  };
  return { type, consumer, at: updatedAt, data };
}

/**
 * Returns the event for a new, changed or ended hold. Returns null if its reason and originator are the same as before,
 * for example if only the time of the next probe changed.
 */
export function accountEvent(
  name: string,
  { before, after }: { readonly before: Hold | null; readonly after: Hold | null },
  at: number,
): OutboxEvent | null {
  if (before?.reason === after?.reason && before?.by === after?.by) return null;
  if (after === null) return { type: 'account.released', at, data: { name, object: 'account', hold: null } };
  const { reason, since, by } = after;
  const until = isProbed(after) && after.until !== null ? new Date(after.until).toISOString() : null;
  const hold = { reason, since: new Date(since).toISOString(), until, by };
  return { type: 'account.held', at, data: { name, object: 'account', hold } };
}
