import type { RecipientKind } from '../../common/connector-account.js';
import type { ProviderData, ReturnReason } from '../../common/payout-connector.js';

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

/** Reasons why a person must review a payout. During a review the payout keeps its status and is not sent. */
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
  'insufficient_funds',
  'expired_before_sending',
  'marked_failed',
  'recipient_not_payable',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export const CANCELLATION_STATUSES = ['requested', 'processing', 'done', 'refused', 'failed'] as const;
export type CancellationStatus = (typeof CANCELLATION_STATUSES)[number];

export const RESOLUTION_ACTIONS = ['resend', 'mark_paid', 'mark_failed'] as const;
export type ResolutionAction = (typeof RESOLUTION_ACTIONS)[number];

/** Marks a payout that a person must look at. Until the review ends, nothing is sent for the payout. */
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

/** Our request to the provider to take back the money of a paid payout. */
export interface Cancellation {
  readonly status: CancellationStatus;
  readonly requestedAt: number;
  readonly updatedAt: number;
  readonly reason: string | null;
  /** Number of cancel POSTs whose outcome is unknown. Each may have been executed. */
  readonly unanswered: number;
  /** Id of the cancel POST in progress. Null if there is none. */
  readonly post: string | null;
}

/** The decision of an operator that ended a review. */
export interface Resolution {
  readonly action: ResolutionAction;
  readonly by: string;
  readonly note: string;
  readonly at: number;
  /**
   * True if the provider has reported on the payout since the operator's decision. Its first report may overrule it.
   */
  readonly answered: boolean;
}

/** The part of a payout that never changes. Amounts are in minor units of `scale`, times in epoch milliseconds. */
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
  /** Id of the payout that this one orders again. Null for any other. */
  readonly retryOf: string | null;
  /** Number of consumers who must approve the payout before it is sent. */
  readonly approvers: number;
  readonly createdAt: number;
}

/** The part of a payout that changes. Only events change it, and replaying all events gives the same state. */
export interface PayoutState {
  readonly version: number;
  readonly status: PayoutStatus;
  readonly review: Review | null;
  /**
   * The scope in which the provider treats our ids as unique. It changes only if an unsent payout is resent after the
   * account got a new scope.
   */
  readonly scope: string;
  readonly providerId: string | null;
  /** The status word of the provider's last report, unchanged. Null before the first report. */
  readonly providerStatus: string | null;
  readonly fee: number | null;
  readonly totalAmount: number | null;
  readonly providerData: ProviderData | null;
  readonly usedAmount: number | null;
  readonly returnedAmount: number | null;
  readonly returnReason: ReturnReason | null;
  readonly failure: Failure | null;
  readonly cancellation: Cancellation | null;
  readonly resolution: Resolution | null;
  /**
   * Time at which the payout was queued, or was sent again by an operator. The `unfinished` review measures its age
   * from here.
   */
  readonly queuedAt: number | null;
  readonly submittedAt: number | null;
  readonly settledAt: number | null;
  readonly returnedAt: number | null;
  readonly updatedAt: number;
}

export interface Payout extends PayoutOrder, PayoutState {}

/**
 * Times and counters of the worker's next steps for a payout. They are not part of its state, so no event records them.
 */
export interface Schedule {
  /** Time of the next work on this payout in epoch milliseconds. The status decides which work. Null if none is due. */
  readonly nextAt: number | null;
  /** Number of `POLL_PLAN` waits used since the last change. It selects the wait before the next read. */
  readonly pollStep: number;
  /** Earliest time of the next POST with the same id, in epoch milliseconds. Null if it must not be sent again. */
  readonly resendAt: number | null;
  readonly lastReadAt: number | null;
  /** Time of the last failed read in epoch milliseconds. Null after a successful read. */
  readonly readFailedAt: number | null;
  readonly readFailure: string | null;
  /** Number of complete searches since the last attempt that did not find the payout. */
  readonly absences: number;
}

/** The fields of the schedule that one decision sets. The other fields stay as they are. */
export type Rescheduling = Partial<Schedule>;

const FINAL_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned', 'canceled'];

export function isFinal(status: PayoutStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

export const EVENT_SOURCES = ['api', 'worker', 'callback', 'statement', 'operator'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** Event types in a payout's history. They are part of the public API. */
export const EVENT_TYPES = [
  'accepted',
  'approved',
  'rejected',
  'approval_expired',
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

/** An event that is not stored yet. `changes` update the payout. `data` is information for people. */
export interface NewEvent {
  readonly type: EventType;
  readonly changes: PayoutChanges;
  readonly data: Readonly<Record<string, unknown>>;
  /** Source of this event. Undefined if it is the same as for the other events of the change. */
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
