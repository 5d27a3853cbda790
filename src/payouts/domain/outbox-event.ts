import type { Hold } from './account-hold.js';
import { isProbed } from './account-hold.js';
import type { Payout, PayoutStatus, ReviewReason } from './payout.js';

/** Event types for consumers, by webhook and in the feed. They are part of the public API. */
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

/** The payout as consumers get it in an event. It contains no personal data. */
export interface PayoutNews {
  readonly id: string;
  readonly object: 'payout';
  /** Grows with each change. Ignore an event with a lower version than one you already received. */
  readonly version: number;
  readonly status: PayoutStatus;
  /** The status before this change. Null for the payout's first event. */
  readonly previousStatus: PayoutStatus | null;
  readonly review: { readonly reason: ReviewReason; readonly since: string } | null;
  readonly reference: string | null;
  readonly batchId: string | null;
}

/** One change of a payout, as passed to `onPayoutEvent`. */
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
  /** Number of rows by key: `total`, `accepted`, `rejected`, and each payout status. */
  readonly counts: Readonly<Record<string, number>>;
  /** Sums by currency as decimal strings. Each has a `total` and one sum for each payout status. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Time at which the batch was completed, RFC 3339 in UTC. */
  readonly completedAt: string;
}

interface AccountNews {
  readonly name: string;
  readonly object: 'account';
  /** Reason why the account does not send, without the note of the person who paused it. Null if it sends again. */
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

/** A discrepancy without `expected` and `actual`, because these may contain a phone number. Read them over the API. */
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
  /** The consumer that owns the payout, batch or endpoint. Only its endpoints and its feed get the event. */
  readonly consumer: string;
}

type ConsumerEvent = OfConsumer &
  (
    | Of<'payout.updated' | 'payout.review_opened', PayoutNews>
    | Of<'batch.completed', BatchNews>
    | Of<'endpoint.disabled', EndpointNews>
  );

/** Events about accounts and statements. Only API keys with the scope `operations` get them. */
type OperationsEvent =
  | Of<'account.held' | 'account.released', AccountNews>
  | Of<'account.low_balance', LowBalanceNews>
  | Of<'reconciliation.discrepancy', DiscrepancyNews>;

/** An event for one webhook endpoint, to test it. It does not appear in the feed. */
interface TestEvent extends Of<'endpoint.test', { readonly id: string; readonly object: 'webhook_endpoint' }> {
  readonly endpointId: string;
}

/** An event that code adds to the outbox itself. Changes of payouts and accounts add their events automatically. */
export type OutboxEvent = ConsumerEvent | OperationsEvent | TestEvent;

/** Returns the audience key of an event: one consumer, all keys with the scope `operations`, or one endpoint. */
export function audienceOf(event: OutboxEvent): string {
  if ('consumer' in event) return consumerAudience(event.consumer);
  return 'endpointId' in event ? endpointAudience(event.endpointId) : OPERATIONS_AUDIENCE;
}

export const OPERATIONS_AUDIENCE = 'operations';
export const consumerAudience = (consumer: string): string => `consumer ${consumer}`;
export const endpointAudience = (endpointId: string): string => `endpoint ${endpointId}`;

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

/** Returns the event for a new, changed or ended hold. Returns null if only the time of the next probe changed. */
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
