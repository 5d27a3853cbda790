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

/** Reasons for a review by a person. A payout keeps its status during a review, and nothing is sent for it. */
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
  /** Cancel POSTs without a known outcome. Each may have been executed. */
  readonly unanswered: number;
  /** Id of the cancel POST that is in progress. Null if there is none. */
  readonly post: string | null;
}

export interface Resolution {
  readonly action: ResolutionAction;
  readonly by: string;
  readonly note: string;
  readonly at: number;
  /** True if the provider has reported on the payout since. From then on the provider's word counts again. */
  readonly answered: boolean;
}

/** The order of a payout, which never changes. Amounts are in minor units of `scale`, times in epoch milliseconds. */
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

/** The state of a payout. It is changed only by events and equals the sum of their changes. */
export interface PayoutState {
  readonly version: number;
  readonly status: PayoutStatus;
  readonly review: Review | null;
  /**
   * The scope within which the provider keeps our ids unique. It changes only if a payout that was never sent is resent
   * after the account got a new scope.
   */
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
  /**
   * When the payout first became `queued`, or when an operator had it sent again. The review `unfinished` counts from
   * here.
   */
  readonly queuedAt: number | null;
  readonly submittedAt: number | null;
  readonly settledAt: number | null;
  readonly returnedAt: number | null;
  readonly updatedAt: number;
}

export interface Payout extends PayoutOrder, PayoutState {}

/**
 * Times and counters for the next work on a payout. They are not part of its state, so a change of them is no event.
 */
export interface Schedule {
  /** When the payout needs work again, epoch milliseconds; its status says which work. Null if nothing is due. */
  readonly nextAt: number | null;
  /** Steps of `POLL_PLAN` taken since the last change. */
  readonly pollStep: number;
  /** From when the same id may be sent again, epoch milliseconds. Null if it must not be sent. */
  readonly resendAt: number | null;
  readonly lastReadAt: number | null;
  /** Time and reason of the last failed read. Null after a successful one. */
  readonly readFailedAt: number | null;
  readonly readFailure: string | null;
  /** Complete searches since the last attempt that found nothing. */
  readonly absences: number;
}

/** The parts of the schedule that a decision changes. */
export type Rescheduling = Partial<Schedule>;

const FINAL_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned', 'canceled'];

export function isFinal(status: PayoutStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

export const EVENT_SOURCES = ['api', 'worker', 'callback', 'statement', 'operator'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** Types of the events in a payout's history. The list is part of the API. */
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

/** An event before it is stored. `changes` are applied to the payout; `data` is for people. */
export interface NewEvent {
  readonly type: EventType;
  readonly changes: PayoutChanges;
  readonly data: Readonly<Record<string, unknown>>;
  /** Source of this event, if it differs from that of the whole change. */
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
