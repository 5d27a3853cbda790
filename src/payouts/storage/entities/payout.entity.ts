import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RecipientKind } from '../../../common/connector-account.js';
import type { ProviderData, ReturnReason } from '../../../common/payout-connector.js';
import type { Cancellation, Failure, PayoutStatus, Resolution, ReviewReason } from '../../domain/payout.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/**
 * A payout: the order (never changes), the state (changed only by events) and the schedule (the worker's next steps);
 * see `Payout` and `Schedule`. Amounts are in minor units of `scale`, times in epoch milliseconds.
 */
@Entity({ name: 'cauri_payout' })
@Index('cauri_payout_idempotency', ['idempotencyHash'], { unique: true })
@Index('cauri_payout_reference', ['referenceHash'], { unique: true })
@Index('cauri_payout_due', ['account', 'status', 'nextAt', 'id'])
@Index('cauri_payout_expiry', ['status', 'expiresAt'])
@Index('cauri_payout_lease', ['leaseToken'])
@Index('cauri_payout_accepted', ['createdAt', 'id'])
@Index('cauri_payout_owner', ['consumer', 'createdAt', 'id'])
@Index('cauri_payout_status', ['status', 'createdAt', 'id'])
@Index('cauri_payout_provider', ['provider', 'createdAt', 'id'])
@Index('cauri_payout_named', ['reference', 'createdAt', 'id'])
@Index('cauri_payout_cancelling', ['account', 'cancelling'])
@Index('cauri_payout_batch', ['batchId', 'id'])
@Index('cauri_payout_review', ['reviewReason', 'id'])
@Index('cauri_payout_retry', ['retryOf'], { unique: true })
@Index('cauri_payout_provider_id', ['providerId', 'id'])
@Index('cauri_payout_settled', ['settledAt'])
@Index('cauri_payout_updated', ['updatedAt'])
@Index('cauri_payout_created', ['account', 'createdAt'])
@Index('cauri_payout_recipient', ['recipientKey', 'createdAt'])
export class PayoutRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  /**
   * SHA-256 of consumer and idempotency key. The column has a unique index. Databases compare texts differently, but
   * hashes alike.
   */
  @TextColumn('idempotency_hash', 64)
  idempotencyHash!: string;

  /** SHA-256 of the request in canonical form. It shows whether a request with the same idempotency key differs. */
  @TextColumn('request_hash', 64)
  requestHash!: string;

  /** SHA-256 of consumer and reference, for the unique index. Null without a reference. */
  @TextColumn('reference_hash', 64, nullable)
  referenceHash!: string | null;

  @TextColumn('provider', 40)
  provider!: string;

  @TextColumn('account', 40)
  account!: string;

  @BigIntColumn('amount')
  amount!: number;

  /** Number of decimals of the currency at the provider. */
  @IntColumn('scale')
  scale!: number;

  @TextColumn('currency', 3)
  currency!: string;

  @TextColumn('recipient_kind', 10)
  recipientKind!: RecipientKind;

  /** Phone number in E.164 form, or e-mail address. */
  @TextColumn('recipient', 254)
  recipient!: string;

  /** Recipient in lower case. Its index serves the search for probable duplicates and the filter of lists. */
  @TextColumn('recipient_key', 254, nullable)
  recipientKey!: string | null;

  @TextColumn('reference', 100, nullable)
  reference!: string | null;

  @TextColumn('name', 50, nullable)
  name!: string | null;

  @TextColumn('description', 255, nullable)
  description!: string | null;

  @TextColumn('sub_company_id', 100, nullable)
  subCompanyId!: string | null;

  @BigIntColumn('expires_at', nullable)
  expiresAt!: number | null;

  @JsonColumn('metadata', nullable)
  metadata!: Record<string, string> | null;

  @TextColumn('batch_id', 36, nullable)
  batchId!: string | null;

  /** Id of the payout that this one retries (orders again). Null for any other. */
  @TextColumn('retry_of', 36, nullable)
  retryOf!: string | null;

  /** Number of consumers who must approve the payout before it is sent. */
  @IntColumn('approvers', { default: 1 })
  approvers!: number;

  @BigIntColumn('created_at')
  createdAt!: number;

  @IntColumn('version')
  version!: number;

  @TextColumn('status', 20)
  status!: PayoutStatus;

  /** Reason of the review. Null if the payout is not in review. */
  @TextColumn('review_reason', 30, nullable)
  reviewReason!: ReviewReason | null;

  @BigIntColumn('review_since', nullable)
  reviewSince!: number | null;

  @TextColumn('review_message', 255, nullable)
  reviewMessage!: string | null;

  /** Address of the provider and wallet or merchant within which our ids are unique there; see `ConnectorAccount`. */
  @Column({ name: 'scope', type: 'text' })
  scope!: string;

  @TextColumn('provider_id', 255, nullable)
  providerId!: string | null;

  @TextColumn('provider_status', 64, nullable)
  providerStatus!: string | null;

  @BigIntColumn('fee', nullable)
  fee!: number | null;

  @BigIntColumn('total_amount', nullable)
  totalAmount!: number | null;

  @JsonColumn('provider_data', nullable)
  providerData!: ProviderData | null;

  @BigIntColumn('used_amount', nullable)
  usedAmount!: number | null;

  @BigIntColumn('returned_amount', nullable)
  returnedAmount!: number | null;

  @TextColumn('return_reason', 10, nullable)
  returnReason!: ReturnReason | null;

  @JsonColumn('failure', nullable)
  failure!: Failure | null;

  @JsonColumn('cancellation', nullable)
  cancellation!: Cancellation | null;

  /** 1 while a cancellation (our request to take back a paid payout) is open, else null. */
  @IntColumn('cancelling', nullable)
  cancelling!: number | null;

  @JsonColumn('resolution', nullable)
  resolution!: Resolution | null;

  @BigIntColumn('queued_at', nullable)
  queuedAt!: number | null;

  @BigIntColumn('submitted_at', nullable)
  submittedAt!: number | null;

  @BigIntColumn('settled_at', nullable)
  settledAt!: number | null;

  @BigIntColumn('returned_at', nullable)
  returnedAt!: number | null;

  @BigIntColumn('updated_at')
  updatedAt!: number;

  /** Number of events so far, which is the sequence number of the last one. */
  @IntColumn('event_count', { default: 0 })
  eventCount!: number;

  /** Time of the worker's next step for the payout; the status decides which. Null if none is planned. */
  @BigIntColumn('next_at', nullable)
  nextAt!: number | null;

  @IntColumn('poll_step')
  pollStep!: number;

  /** Time from which an `unconfirmed` payout is sent again with the same id. Null if that is not planned. */
  @BigIntColumn('resend_at', nullable)
  resendAt!: number | null;

  @BigIntColumn('last_read_at', nullable)
  lastReadAt!: number | null;

  @BigIntColumn('read_failed_at', nullable)
  readFailedAt!: number | null;

  @TextColumn('read_failure', 100, nullable)
  readFailure!: string | null;

  /** Number of complete searches at the provider that did not find the payout, since its last POST. */
  @IntColumn('absences')
  absences!: number;

  /**
   * Token of the worker that sends or reads the payout now. Null if none does. After a crash it stays until the next
   * claim.
   */
  @TextColumn('lease_token', 36, nullable)
  leaseToken!: string | null;

  /** Time until which no other worker may claim the payout. Null without a lease. */
  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;
}
