import type { RecipientKind } from '../../common/connector-account.js';
import type { ProviderData, ReturnReason } from '../../common/payout-connector.js';

/**
 * Statuses of a payout. In `queued` no attempt (POST to the provider) can have been executed; in `submitting` one is
 * being sent; in `unconfirmed` its outcome is not known; in `processing` the provider has the payout. A `returned`
 * payout was paid, and all or part of the money came back. No attempt of a `canceled` one can have been executed.
 */
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

/**
 * Reasons why a person must review a payout. During a review the payout keeps its status, and nothing is sent for it.
 * `absent_at_provider`: sent without an answer, and not found at the provider. `refused_after_unknown`: sent again and
 * refused, and not found at the provider. `unfinished`: not final in time. `conflict`: the provider contradicts our
 * record. `mismatch`: the provider reports other data than ordered. `account_changed`: the account has another scope,
 * or is not configured.
 */
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

/** Decisions by which an operator ends a review: send the payout again, or record that it was paid or failed. */
export const RESOLUTION_ACTIONS = ['resend', 'mark_paid', 'mark_failed'] as const;
export type ResolutionAction = (typeof RESOLUTION_ACTIONS)[number];

/** Open review of a payout: a person must look at it. Until the review ends, nothing is sent for the payout. */
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
  /** Number of cancel POSTs that the provider may have executed, for example because they got no answer. */
  readonly unanswered: number;
  /** Id of the cancel POST that is under way. Null if there is none. */
  readonly post: string | null;
}

/** Decision of an operator that ended a review. */
export interface Resolution {
  readonly action: ResolutionAction;
  readonly by: string;
  readonly note: string;
  readonly at: number;
  /** True if the provider has reported on the payout since the decision. Its first report may overrule the decision. */
  readonly answered: boolean;
}

/**
 * Fields of a payout that never change. `amount` is in minor units, `scale` is the number of decimals of the currency
 * at the provider, and times are in epoch milliseconds.
 */
interface PayoutOrder {
  /** A UUIDv7, and the reference that the provider gets. */
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  readonly account: string;
  readonly amount: number;
  readonly scale: number;
  readonly currency: string;
  readonly recipientKind: RecipientKind;
  /** Phone number in E.164 form with `+`, or e-mail address, by `recipientKind`. */
  readonly recipient: string;
  /** The consumer's own id for the payout, unique among the payouts of this consumer. Null if it gave none. */
  readonly reference: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly subCompanyId: string | null;
  /**
   * Time from which the payout is not sent any more, and from which the unspent part of a paid credit comes back. Null
   * if it does not expire.
   */
  readonly expiresAt: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly batchId: string | null;
  /** Id of the failed or canceled payout that this one orders again. Null if it is not a retry. */
  readonly retryOf: string | null;
  /** Number of consumers who must approve the payout before it is sent. 0 if none. */
  readonly approvers: number;
  readonly createdAt: number;
}

/** Fields of a payout that change. Only events change them, and replaying all events gives the same values. */
export interface PayoutState {
  readonly version: number;
  readonly status: PayoutStatus;
  readonly review: Review | null;
  /**
   * Names the account at the provider within which our ids are unique. It changes only if our account gets a new scope
   * and an operator then has a payout sent that was never sent before.
   */
  readonly scope: string;
  readonly providerId: string | null;
  /** Status word of the provider's last report, unchanged. Null before the first report. */
  readonly providerStatus: string | null;
  readonly fee: number | null;
  readonly totalAmount: number | null;
  readonly providerData: ProviderData | null;
  /** Amount that the recipient has spent, as last reported, in minor units. Null if the provider reported none. */
  readonly usedAmount: number | null;
  /** Amount that came back, in minor units. Null if nothing came back or the amount is not known exactly. */
  readonly returnedAmount: number | null;
  readonly returnReason: ReturnReason | null;
  readonly failure: Failure | null;
  readonly cancellation: Cancellation | null;
  readonly resolution: Resolution | null;
  /**
   * Time at which the payout was queued, or at which an operator had it sent again. Null before. If the payout is not
   * final `REVIEW_AFTER` later, an `unfinished` review opens.
   */
  readonly queuedAt: number | null;
  /** Start of the first attempt in epoch milliseconds. Null before it. */
  readonly submittedAt: number | null;
  /** Time at which a result (`paid`, `failed` or `returned`) was first recorded. Null before. */
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
  /** Index of the next wait in `POLL_PLAN` (waits between reads). A change of the status restarts the plan. */
  readonly pollStep: number;
  /**
   * Time from which an `unconfirmed` payout is sent again with the same id, in epoch milliseconds. Null if that is not
   * planned.
   */
  readonly resendAt: number | null;
  readonly lastReadAt: number | null;
  /** Time of the last failed read in epoch milliseconds. Null after a successful read. */
  readonly readFailedAt: number | null;
  /** Message of the last failed read. Null after a successful read. */
  readonly readFailure: string | null;
  /** Number of complete searches since the last attempt that did not find the payout. */
  readonly absences: number;
}

/** Fields of the schedule that one decision sets. The other fields stay as they are. */
export type Rescheduling = Partial<Schedule>;

const FINAL_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned', 'canceled'];

export function isFinal(status: PayoutStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

export const EVENT_SOURCES = ['api', 'worker', 'callback', 'statement', 'operator'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** Types of the events in a payout's history. They are part of the public API. */
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

/** Event that is not stored yet. `changes` are applied to the payout. `data` holds details, such as who approved it. */
export interface NewEvent {
  readonly type: EventType;
  readonly changes: PayoutChanges;
  readonly data: Readonly<Record<string, unknown>>;
  /** Source of this event. Undefined if it has the same source as the other events stored with it. */
  readonly source?: EventSource;
}

export interface PayoutEvent extends NewEvent {
  readonly payoutId: string;
  /** Number of the event within its payout, counted from 1. */
  readonly sequence: number;
  readonly version: number;
  readonly source: EventSource;
  readonly at: number;
  /** Status before the event. Null for the first event. */
  readonly from: PayoutStatus | null;
  readonly to: PayoutStatus;
}
