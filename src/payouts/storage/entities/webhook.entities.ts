import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent, OutboxEventType } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** A secret that signs the webhooks to one endpoint. */
export interface SigningSecret {
  /**
   * `whsec_…`, followed by a blank and `whsk_…` if the endpoint also has an ed25519 key. The whole text is encrypted if
   * an encryption key is configured.
   */
  readonly sealed: string;
  /** Time until which this older secret also signs, in epoch milliseconds. Null for the newest secret. */
  readonly until: number | null;
}

/**
 * Reason why an endpoint is disabled: `gone` (it answered 410), `failing` (no success for 5 days) or `requested` (by
 * its consumer).
 */
export type DisabledReason = 'gone' | 'failing' | 'requested';

/** A consumer's URL that receives webhooks. */
@Entity({ name: 'cauri_webhook_endpoint' })
@Index('cauri_webhook_endpoint_consumer', ['consumer', 'id'])
export class WebhookEndpointRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @Column({ name: 'url', type: 'text' })
  url!: string;

  /** Event types to send. Null means all types. */
  @JsonColumn('types', nullable)
  types!: OutboxEventType[] | null;

  /** Signature scheme of the webhooks: `v1` is HMAC-SHA256, `v1a` adds an ed25519 signature. */
  @TextColumn('signature', 10)
  signature!: 'v1' | 'v1a';

  /** Public ed25519 key, `whpk_…`, by which the receiver verifies `v1a` signatures. Null if the endpoint has none. */
  @TextColumn('public_key', 100, nullable)
  publicKey!: string | null;

  /** Signing secrets, newest first. Older ones remain for a while after a rotation. */
  @JsonColumn('secrets')
  secrets!: SigningSecret[];

  /**
   * 1 if the endpoint needs only the latest version of a payout, else 0. If 1, an event about an older version may be
   * skipped.
   */
  @IntColumn('latest')
  latest!: number;

  /** 0 or 1. If 0, nothing is sent, and new events get no delivery. */
  @IntColumn('enabled')
  enabled!: number;

  /** Reason why the endpoint is disabled. Null if it is enabled. */
  @TextColumn('disabled_reason', 20, nullable)
  disabledReason!: DisabledReason | null;

  /**
   * 0 or 1. 1 if the API key that created the endpoint had the scope `operations`. The endpoint then also gets the
   * events `account.*` and `reconciliation.*`.
   */
  @IntColumn('operations')
  operations!: number;

  /** Number of consecutive failed attempts. A success resets it to 0. Several in a row pause the endpoint. */
  @IntColumn('failures')
  failures!: number;

  /**
   * Time of the first failure since the last success, in epoch milliseconds. Null if there was none. After 5 days of
   * failures the endpoint is disabled.
   */
  @BigIntColumn('failing_since', nullable)
  failingSince!: number | null;

  /** Time before which nothing is sent, in epoch milliseconds. Null or past if the endpoint is not paused. */
  @BigIntColumn('paused_until', nullable)
  pausedUntil!: number | null;

  /** Token of the instance that currently delivers to the endpoint. Null if none does. */
  @TextColumn('lease_token', 36, nullable)
  leaseToken!: string | null;

  /** Time until which no other instance may deliver to the endpoint, in epoch milliseconds. */
  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;

  /**
   * Time of the deletion in epoch milliseconds. Null if the endpoint is not deleted. The row itself is removed after
   * its deliveries.
   */
  @BigIntColumn('deleted_at', nullable)
  deletedAt!: number | null;
}

/** One POST of a delivery, and the response to it. */
export interface DeliveryAttempt {
  /** Time of the POST in epoch milliseconds. */
  readonly at: number;
  /** HTTP status of the response. Null if there was none. */
  readonly responseStatus: number | null;
  readonly durationMs: number;
  /** Reason why there was no response. Null if there was one. */
  readonly error: string | null;
  /** First 1,024 bytes of the response body. Null if there was no response. */
  readonly responseBody: string | null;
}

/**
 * Statuses of a delivery: `pending` (to be sent, or sent again), `delivered` (the endpoint answered 2xx) and `failed`
 * (given up).
 */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The delivery of one event to one endpoint. */
@Entity({ name: 'cauri_webhook_delivery' })
@Index('cauri_webhook_delivery_event', ['endpointId', 'eventId'], { unique: true })
@Index('cauri_webhook_delivery_due', ['endpointId', 'status', 'nextAt', 'position'])
@Index('cauri_webhook_delivery_status', ['endpointId', 'status', 'eventId'])
export class WebhookDeliveryRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('endpoint_id', 36)
  endpointId!: string;

  @TextColumn('event_id', 36)
  eventId!: string;

  @TextColumn('type', 40)
  type!: OutboxEvent['type'];

  /** Position of the event in the feed. */
  @BigIntColumn('position')
  position!: number;

  @TextColumn('status', 20)
  status!: DeliveryStatus;

  /** Number of POSTs so far. */
  @IntColumn('attempt')
  attempt!: number;

  /**
   * Number of POSTs since the delivery was created or last requested again. It selects the wait before the next retry.
   */
  @IntColumn('step')
  step!: number;

  /**
   * 0 or 1. 1 if someone requested this delivery. It is then sent even if a newer version of the payout is known. The
   * next POST resets it.
   */
  @IntColumn('asked')
  asked!: number;

  /** HTTP status of the last response. Null if the last POST got none, or before the first POST. */
  @IntColumn('response_status', nullable)
  responseStatus!: number | null;

  /** Duration of the last attempt in milliseconds. Null before the first attempt. */
  @IntColumn('duration_ms', nullable)
  durationMs!: number | null;

  /** The most recent attempts, at most 20, oldest first. */
  @JsonColumn('attempts')
  attempts!: DeliveryAttempt[];

  /** Time of the next POST in epoch milliseconds. Null if no POST is planned. */
  @BigIntColumn('next_at', nullable)
  nextAt!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;
}
