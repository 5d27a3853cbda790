import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OutboxEvent, OutboxEventType } from '../../domain/outbox-event.js';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** What an endpoint's messages are signed with. */
export interface SigningSecret {
  /** `whsec_…`, and after a blank `whsk_…` where the endpoint has an ed25519 key too; encrypted where a key is configured. */
  readonly sealed: string;
  /** Epoch milliseconds until which it signs beside the newer one; null: it is the newest. */
  readonly until: number | null;
}

export type DisabledReason = 'gone' | 'failing' | 'requested';

/** Where a consumer wants to be told. */
@Entity({ name: 'cauri_webhook_endpoint' })
@Index('cauri_webhook_endpoint_consumer', ['consumer', 'id'])
export class WebhookEndpointRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @Column({ name: 'url', type: 'text' })
  url!: string;

  /** Null: all. */
  @JsonColumn('types', nullable)
  types!: OutboxEventType[] | null;

  @TextColumn('signature', 10)
  signature!: 'v1' | 'v1a';

  /** `whpk_…` of an endpoint with ed25519. */
  @TextColumn('public_key', 100, nullable)
  publicKey!: string | null;

  /** Newest first. */
  @JsonColumn('secrets')
  secrets!: SigningSecret[];

  /** 0 or 1: older versions of a payout may be left out. */
  @IntColumn('latest')
  latest!: number;

  /** 0 or 1. */
  @IntColumn('enabled')
  enabled!: number;

  @TextColumn('disabled_reason', 20, nullable)
  disabledReason!: DisabledReason | null;

  /** 0 or 1: made with a key that has `operations`, so it also gets `account.*` and `reconciliation.*`. */
  @IntColumn('operations')
  operations!: number;

  /** In a row. */
  @IntColumn('failures')
  failures!: number;

  /** The first failure since the last success. */
  @BigIntColumn('failing_since', nullable)
  failingSince!: number | null;

  /** Nothing is sent before, except that something is due. */
  @BigIntColumn('paused_until', nullable)
  pausedUntil!: number | null;

  /** The instance that serves it. */
  @TextColumn('lease_token', 36, nullable)
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;

  /** It goes when its deliveries are gone. */
  @BigIntColumn('deleted_at', nullable)
  deletedAt!: number | null;
}

/** One POST of a delivery and what came of it. */
export interface DeliveryAttempt {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null when no answer came. */
  readonly responseStatus: number | null;
  readonly durationMs: number;
  /** Why no answer came; null when one did. */
  readonly error: string | null;
  /** The beginning of the answer's body. */
  readonly responseBody: string | null;
}

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event on its way to one endpoint. */
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

  /** Of the event in the feed. */
  @BigIntColumn('position')
  position!: number;

  @TextColumn('status', 20)
  status!: DeliveryStatus;

  /** POSTs so far. */
  @IntColumn('attempt')
  attempt!: number;

  /** Of them since it last began: the plan of retries counts from there. */
  @IntColumn('step')
  step!: number;

  /** 0 or 1: somebody asked for it, so it is sent although a newer version may be known. */
  @IntColumn('asked')
  asked!: number;

  /** Of the last attempt. */
  @IntColumn('response_status', nullable)
  responseStatus!: number | null;

  /** Of the last attempt. */
  @IntColumn('duration_ms', nullable)
  durationMs!: number | null;

  /** The last ones, oldest first. */
  @JsonColumn('attempts')
  attempts!: DeliveryAttempt[];

  @BigIntColumn('next_at', nullable)
  nextAt!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;
}
