import type { RecipientKind, ReturnReason } from '../../common/payout-connector.js';

export const PAYOUT_STATUSES = [
  'awaiting_approval',
  'queued',
  'submitting',
  'unconfirmed',
  'processing',
  'paid',
  'failed',
  'returned',
  'canceled',
] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Why a person has to look. Stands beside the status; while it is set the system sends nothing for the payout. */
export const REVIEW_REASONS = [
  'absent_at_provider',
  'refused_after_unknown',
  'unfinished',
  'conflict',
  'mismatch',
  'account_changed',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

export const FAILURE_CODES = [
  'refused',
  'failed',
  'expired_before_sending',
  'marked_failed',
  'recipient_not_payable',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export const CANCELLATION_STATUSES = ['requested', 'processing', 'done', 'refused', 'failed'] as const;
export type CancellationStatus = (typeof CANCELLATION_STATUSES)[number];

export const RESOLUTION_ACTIONS = ['resend', 'mark_paid', 'mark_failed'] as const;
export type ResolutionAction = (typeof RESOLUTION_ACTIONS)[number];

export interface Review {
  readonly reason: ReviewReason;
  readonly since: number;
  readonly message: string;
}

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly providerReason: string | null;
}

export interface Cancellation {
  readonly status: CancellationStatus;
  readonly requestedAt: number;
  readonly updatedAt: number;
  readonly reason: string | null;
  /** Cancel POSTs that may have been carried out without our having been told. */
  readonly unanswered: number;
  /** Id of the cancel POST under way. */
  readonly post: string | null;
}

export interface Resolution {
  readonly action: ResolutionAction;
  readonly by: string;
  readonly note: string;
  readonly at: number;
  /** Whether the provider has spoken since: from then on its word counts as it always does. */
  readonly answered: boolean;
}

/** What was ordered: never changes. Amounts in minor units of `scale`, times in epoch milliseconds. */
interface PayoutOrder {
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  readonly account: string;
  readonly amount: number;
  readonly scale: number;
  readonly currency: string;
  readonly recipientKind: RecipientKind;
  readonly recipient: string;
  readonly reference: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly subCompanyId: string | null;
  readonly expiresAt: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly batchId: string | null;
  readonly createdAt: number;
}

/** What changes, and only by events: the row's state equals the fold of its events. */
export interface PayoutState {
  readonly version: number;
  readonly status: PayoutStatus;
  readonly review: Review | null;
  /** Takes the account's new scope only when a payout that was never sent is resent. */
  readonly scope: string;
  readonly providerId: string | null;
  /** The provider's last status word. */
  readonly providerStatus: string | null;
  readonly fee: number | null;
  readonly totalAmount: number | null;
  readonly usedAmount: number | null;
  readonly returnedAmount: number | null;
  readonly returnReason: ReturnReason | null;
  readonly failure: Failure | null;
  readonly cancellation: Cancellation | null;
  readonly resolution: Resolution | null;
  /** When it first became `queued`, or an operator had it sent again; `unfinished` counts from here. */
  readonly queuedAt: number | null;
  readonly submittedAt: number | null;
  readonly settledAt: number | null;
  readonly returnedAt: number | null;
  readonly updatedAt: number;
}

export interface Payout extends PayoutOrder, PayoutState {}

/** When the payout next needs attention. Not part of the state: changing it is no event. */
export interface Schedule {
  /** Null when nothing is due; the status says what for. */
  readonly nextAt: number | null;
  /** Steps of `POLL_PLAN` taken since the last change. */
  readonly pollStep: number;
  /** From when the same id may be POSTed again; null: not at all. */
  readonly resendAt: number | null;
  readonly lastReadAt: number | null;
  /** When the last read failed and why; null once a later one was answered. */
  readonly readFailedAt: number | null;
  readonly readFailure: string | null;
  /** Complete searches since the last attempt that found nothing. */
  readonly absences: number;
}

/** What a decision changes of the schedule. */
export type Rescheduling = Partial<Schedule>;

const FINAL_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned', 'canceled'];

export function isFinal(status: PayoutStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

export const EVENT_SOURCES = ['api', 'worker', 'callback', 'statement', 'operator'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** What happened to a payout; the list is part of the API. */
export const EVENT_TYPES = [
  'accepted',
  'approved',
  'rejected',
  'canceled',
  'submission_started',
  'submission_accepted',
  'submission_refused',
  'refusal_confirmed',
  'submission_not_sent',
  'submission_unknown',
  'late_answer',
  'observed',
  'absent',
  'requeued',
  'expired_before_sending',
  'recipient_not_payable',
  'review_opened',
  'review_cleared',
  'cancellation_requested',
  'cancellation_updated',
  'resolved',
  'annotated',
  'alarm',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type PayoutChanges = Partial<Omit<PayoutState, 'version' | 'updatedAt'>>;

/** An event before it is stored. `changes` is what folding it does; `data` is for people. */
export interface NewEvent {
  readonly type: EventType;
  readonly changes: PayoutChanges;
  readonly data: Readonly<Record<string, unknown>>;
  /** Where it comes from, when not from where the rest of its change does. */
  readonly source?: EventSource;
}

export interface PayoutEvent extends NewEvent {
  readonly payoutId: string;
  readonly sequence: number;
  readonly version: number;
  readonly source: EventSource;
  readonly at: number;
  readonly from: PayoutStatus | null;
  readonly to: PayoutStatus;
}
