import type { Hold } from './account-hold.js';
import { isProbed } from './account-hold.js';
import type { Payout, PayoutStatus, ReviewReason } from './payout.js';

/** What consumers may be told, by webhook and in the feed; the list is part of the API. */
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

/** Of a payout as whoever listens is told of it. No personal data. */
export interface PayoutNews {
  readonly id: string;
  readonly object: 'payout';
  /** Grows with every change: what comes with a lower one than you know is old. */
  readonly version: number;
  readonly status: PayoutStatus;
  /** The status of the version before, null for the first. */
  readonly previousStatus: PayoutStatus | null;
  readonly review: { readonly reason: ReviewReason; readonly since: string } | null;
  readonly reference: string | null;
  readonly batchId: string | null;
}

/** One change of a payout, as `onPayoutEvent` is told of it. */
export interface PayoutUpdated {
  /** The same one however often it is told. */
  readonly id: string;
  readonly type: 'payout.updated';
  /** RFC 3339, UTC. */
  readonly timestamp: string;
  readonly data: PayoutNews;
}

interface BatchNews {
  readonly id: string;
  readonly object: 'batch';
  /** `total`, `accepted`, `rejected` and each status. */
  readonly counts: Readonly<Record<string, number>>;
  /** For each currency the decimal amounts, `total` and by status. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** RFC 3339, UTC. */
  readonly completedAt: string;
}

interface AccountNews {
  readonly name: string;
  readonly object: 'account';
  /** Null when it sends again. What a person wrote when pausing it is not told. */
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
  /** The account's `lowBalance`, decimal. */
  readonly lowBalance: string;
}

/** Without `expected` and `actual`, which may be a phone number: read the discrepancy itself. */
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
  /** Epoch milliseconds. */
  readonly at: number;
  readonly data: Data;
}

interface OfConsumer {
  /** Whose endpoints are told and who reads it in the feed. */
  readonly consumer: string;
}

type ConsumerEvent = OfConsumer &
  (
    | Of<'payout.updated' | 'payout.review_opened', PayoutNews>
    | Of<'batch.completed', BatchNews>
    | Of<'endpoint.disabled', EndpointNews>
  );

/** Told to keys that have `operations`. */
type OperationsEvent =
  | Of<'account.held' | 'account.released', AccountNews>
  | Of<'account.low_balance', LowBalanceNews>
  | Of<'reconciliation.discrepancy', DiscrepancyNews>;

/** Told to one endpoint alone, and in no feed. */
interface TestEvent extends Of<'endpoint.test', { readonly id: string; readonly object: 'webhook_endpoint' }> {
  readonly endpointId: string;
}

/** What a transaction has to tell besides the changes of payouts and accounts, which it tells by itself. */
export type OutboxEvent = ConsumerEvent | OperationsEvent | TestEvent;

/** Who is told: all of one consumer, whoever has `operations`, or one endpoint. */
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

/** Null when nothing changed that anybody acts on: the next step of its probes is nobody's news. */
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
