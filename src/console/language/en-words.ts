import type { ProviderFact, SubmitOutcome } from '../../common/payout-connector.js';
import type { HoldReason } from '../../payouts/domain/account-hold.js';
import type {
  CancellationStatus,
  EventSource,
  EventType,
  PayoutStatus,
  ReviewReason,
} from '../../payouts/domain/payout.js';
import type { ReadOutcome } from '../../payouts/domain/read-outcome.js';
import type { PayoutErrorCode } from '../../payouts/payouts.errors.js';

/**
 * Words that the service uses in its data, such as statuses and error codes. The build fails if one has no English
 * text.
 */
type Word =
  | `status.${PayoutStatus}`
  | `review.${ReviewReason}`
  | `event.${EventType}`
  | `source.${EventSource}`
  | `error.${PayoutErrorCode}`
  | `hold.${HoldReason}`
  | `read.${ReadOutcome}`
  | `fact.${ProviderFact}`
  | `outcome.${SubmitOutcome['kind']}`
  | `cancellation.${CancellationStatus}`;

/** English texts for the words that the service uses in its data. */
export const EN_WORDS = {
  'status.awaiting_approval': 'to approve',
  'status.queued': 'queued',
  'status.submitting': 'being sent',
  'status.unconfirmed': 'in doubt',
  'status.processing': 'under way',
  'status.paid': 'paid',
  'status.failed': 'failed',
  'status.returned': 'came back',
  'status.canceled': 'canceled',

  'review.absent_at_provider': 'the provider does not know it',
  'review.refused_after_unknown': 'refused after an unknown outcome',
  'review.unfinished': 'not finished in time',
  'review.conflict': 'the provider contradicts itself',
  'review.mismatch': 'the provider has other data',
  'review.account_changed': 'its account was changed',

  'event.accepted': 'accepted',
  'event.approved': 'approved',
  'event.rejected': 'rejected',
  'event.approval_expired': 'nobody approved it in time',
  'event.canceled': 'canceled',
  'event.submission_started': 'attempt: sending began',
  'event.submission_accepted': 'attempt: the provider took it',
  'event.submission_refused': 'attempt: refused',
  'event.refusal_confirmed': 'the refusal was confirmed by a search',
  'event.submission_not_sent': 'attempt: nothing was sent',
  'event.submission_unknown': 'attempt: no clear answer',
  'event.late_answer': 'an answer to an earlier attempt',
  'event.observed': 'read at the provider',
  'event.absent': 'not found at the provider',
  'event.requeued': 'back in the queue',
  'event.expired_before_sending': 'expired before it was sent',
  'event.recipient_not_payable': 'the recipient cannot be paid',
  'event.review_opened': 'a person must decide',
  'event.review_cleared': 'no decision is needed any more',
  'event.cancellation_requested': 'taking back was requested',
  'event.cancellation_updated': 'news on taking back',
  'event.resolved': 'a person decided',
  'event.annotated': 'a note',
  'event.alarm': 'alarm',

  'source.api': 'the API',
  'source.worker': 'the service',
  'source.callback': 'a callback of the provider',
  'source.statement': 'the statement of the provider',
  'source.operator': 'a person',
  'source.provider': 'the provider',

  'error.not_found': 'There is nothing here.',
  'error.insufficient_scope': 'This is not allowed.',
  'error.approver_is_creator': 'Who ordered a payout cannot decide about it.',
  'error.state_conflict': 'It has changed in the meantime, or its state does not allow this.',
  'error.validation_failed': 'Something was filled in wrongly.',
  'error.quarantine': 'It is too early: its last attempt may still be executed.',
  'error.found_at_provider': 'The provider has this payout. Its answer is recorded now.',
  'error.provider_unavailable': 'The provider did not answer.',
  'error.unavailable': 'The service cannot answer now. Nothing is lost; try again.',
  'error.internal_error': 'Something unexpected happened.',
  'error.batch_invalid': 'The file has errors.',
  'error.payload_too_large': 'This is too long.',
  'error.invalid_request': 'This request cannot be read.',
  'error.idempotency_key_required': 'The form is incomplete. Open the page again.',
  'error.idempotency_key_invalid': 'The form is incomplete. Open the page again.',
  'error.unauthorized': 'This key is not valid.',
  'error.idempotency_in_progress': 'It is being done already.',
  'error.reference_already_used': 'A reference was used already.',
  'error.gone': 'This is no longer kept.',
  'error.unsupported_media_type': 'This kind of file cannot be read.',
  'error.idempotency_key_reused': 'This form was sent with something else before.',
  'error.no_account': 'No account fits.',
  'error.account_ambiguous': 'More than one account fits.',
  'error.rate_limited': 'That was too often. Try again in a minute.',

  'hold.unknown_outcomes': 'several payouts in a row got no answer',
  'hold.unreachable': 'the provider cannot be reached',
  'hold.throttled': 'the provider asked for fewer requests',
  'hold.account_fault': 'the provider refuses its credentials',
  'hold.unexplained_transaction': 'a transaction that nothing explains',
  'hold.insufficient_funds': 'not enough funds',
  'hold.repeated_failures': 'several failures in a row',
  'hold.paused': 'by a person',

  'read.ok': 'answered',
  'read.unauthorized': 'credentials refused',
  'read.throttled': 'too many requests',
  'read.unavailable': 'no answer',
  'read.unreadable': 'unreadable answer',

  'fact.processing': 'under way',
  'fact.paid': 'paid',
  'fact.failed': 'failed',
  'fact.cancelling': 'being taken back',
  'fact.returned': 'came back',
  'fact.cancellation_failed': 'not taken back',
  'fact.expiration_failed': 'expired, not taken back',
  'fact.unknown': 'unknown word',

  'outcome.accepted': 'accepted',
  'outcome.refused': 'refused',
  'outcome.account_fault': 'refused: credentials or address',
  'outcome.not_sent': 'not sent',
  'outcome.unknown': 'not known',

  'cancellation.requested': 'requested',
  'cancellation.processing': 'under way',
  'cancellation.done': 'done',
  'cancellation.refused': 'refused',
  'cancellation.failed': 'failed',

  'verb.approve': 'approve',
  'verb.reject': 'reject',
  'verb.cancel': 'cancel',

  'undelivered.TIMEOUT': 'no answer in time',
  'undelivered.FORBIDDEN_ADDRESS': 'address not allowed',
  'undelivered.FAILED': 'not sent',
  'undelivered.ECONNREFUSED': 'connection refused',
  'undelivered.ECONNRESET': 'connection lost',
  'undelivered.ENOTFOUND': 'unknown host',

  'detail.account': 'account',
  'detail.action': 'decision',
  'detail.approvals': 'approvals',
  'detail.approvers': 'approvers needed',
  'detail.attempt': 'attempt',
  'detail.attempts': 'attempts',
  'detail.by': 'by',
  'detail.fact': 'meaning',
  'detail.fields': 'differs',
  'detail.httpStatus': 'HTTP',
  'detail.kycStatus': 'identity check',
  'detail.message': 'message',
  'detail.newUsage': 'usage now',
  'detail.note': 'note',
  'detail.oldUsage': 'usage before',
  'detail.outcome': 'outcome',
  'detail.posts': 'requests',
  'detail.providerId': 'id at the provider',
  'detail.providerReason': 'reason of the provider',
  'detail.providerStatus': 'status at the provider',
  'detail.reason': 'reason',
  'detail.searches': 'searches',
} as const satisfies Readonly<Record<Word, string>> & Readonly<Record<string, string>>;
