import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent, OutboxEventType } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** A secret that signs an endpoint's messages. */
export interface SigningSecret {
  /**
   * `whsec_…`, followed by a blank and `whsk_…` if the endpoint also has an ed25519 key. Encrypted if an encryption key
   * is configured.
   */
  readonly sealed: string;
  /** Until when it signs beside the newer secret, epoch milliseconds. Null for the newest secret. */
  readonly until: number | null;
}

export type DisabledReason = 'gone' | 'failing' | 'requested';

/** A URL to which a consumer's webhooks are sent. */
@Entity({ name: 'cauri_webhook_endpoint' })
@Index('cauri_webhook_endpoint_consumer', ['consumer', 'id'])
export class WebhookEndpointRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @Column({ name: 'url', type: 'text' })
  url!: string;

  /** Event types to send. Null means all. */
  @JsonColumn('types', nullable)
  types!: OutboxEventType[] | null;

  @TextColumn('signature', 10)
  signature!: 'v1' | 'v1a';

  /** Public key `whpk_…` of an endpoint with ed25519. */
  @TextColumn('public_key', 100, nullable)
  publicKey!: string | null;

  /** Secrets, newest first. */
  @JsonColumn('secrets')
  secrets!: SigningSecret[];

  /** 0 or 1. If 1, an event may be left out if a newer version of its payout is known. */
  @IntColumn('latest')
  latest!: number;

  /** 0 or 1. */
  @IntColumn('enabled')
  enabled!: number;

  @TextColumn('disabled_reason', 20, nullable)
  disabledReason!: DisabledReason | null;

  /** 0 or 1. 1 if created with a key that has `operations`; then it also gets `account.*` and `reconciliation.*`. */
  @IntColumn('operations')
  operations!: number;

  /** Failed attempts in a row. */
  @IntColumn('failures')
  failures!: number;

  /** Time of the first failure since the last success, epoch milliseconds. */
  @BigIntColumn('failing_since', nullable)
  failingSince!: number | null;

  /** Nothing is sent before this time, epoch milliseconds. */
  @BigIntColumn('paused_until', nullable)
  pausedUntil!: number | null;

  /** Token of the instance that delivers to the endpoint now. */
  @TextColumn('lease_token', 36, nullable)
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;

  /** When the endpoint was deleted. Its row is removed after its deliveries. */
  @BigIntColumn('deleted_at', nullable)
  deletedAt!: number | null;
}

/** One POST of a delivery and its result. */
export interface DeliveryAttempt {
  /** Epoch milliseconds. */
  readonly at: number;
  /** HTTP status of the answer. Null if there was none. */
  readonly responseStatus: number | null;
  readonly durationMs: number;
  /** Why there was no answer. Null if there was one. */
  readonly error: string | null;
  /** The beginning of the answer's body. Null if there was none. */
  readonly responseBody: string | null;
}

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

  /** Number of POSTs since the delivery last started. The plan of retries counts from there. */
  @IntColumn('step')
  step!: number;

  /** 0 or 1. 1 if someone requested it; then it is sent even if a newer version may be known. */
  @IntColumn('asked')
  asked!: number;

  /** HTTP status of the last attempt. */
  @IntColumn('response_status', nullable)
  responseStatus!: number | null;

  /** Duration of the last attempt in milliseconds. */
  @IntColumn('duration_ms', nullable)
  durationMs!: number | null;

  /** The last attempts, oldest first. */
  @JsonColumn('attempts')
  attempts!: DeliveryAttempt[];

  @BigIntColumn('next_at', nullable)
  nextAt!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;
}
