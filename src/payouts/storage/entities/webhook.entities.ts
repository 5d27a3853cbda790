import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BigIntColumn, IntColumn, JsonColumn, nullable, TextColumn } from './columns.js';

/** Where a consumer wants to be told about its payouts. */
@Entity({ name: 'cauri_webhook_endpoint' })
@Index('cauri_webhook_endpoint_consumer', ['consumer'])
export class WebhookEndpointRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('consumer', 100)
  consumer!: string;

  @Column({ name: 'url', type: 'text' })
  url!: string;

  @JsonColumn('types')
  types!: string[];

  @TextColumn('secret', 255)
  secret!: string;

  /** 0 or 1. */
  @IntColumn('enabled')
  enabled!: number;

  /** 0 or 1: made with a key that has `operations`, so it also gets `account.*`. */
  @IntColumn('operations')
  operations!: number;

  @BigIntColumn('created_at')
  createdAt!: number;
}

/** One event on its way to one endpoint. */
@Entity({ name: 'cauri_webhook_delivery' })
@Index('cauri_webhook_delivery_event', ['endpointId', 'eventId'], { unique: true })
@Index('cauri_webhook_delivery_due', ['status', 'nextAt', 'id'])
export class WebhookDeliveryRow {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 })
  id!: string;

  @TextColumn('endpoint_id', 36)
  endpointId!: string;

  @TextColumn('event_id', 36)
  eventId!: string;

  @TextColumn('type', 40)
  type!: string;

  @Column({ name: 'payload', type: 'text' })
  payload!: string;

  @IntColumn('attempt')
  attempt!: number;

  @TextColumn('status', 20)
  status!: 'pending' | 'delivered' | 'failed';

  @IntColumn('response_status', nullable)
  responseStatus!: number | null;

  @BigIntColumn('next_at', nullable)
  nextAt!: number | null;

  @TextColumn('lease_token', 36, nullable)
  leaseToken!: string | null;

  @BigIntColumn('lease_until', nullable)
  leaseUntil!: number | null;

  @BigIntColumn('created_at')
  createdAt!: number;
}
