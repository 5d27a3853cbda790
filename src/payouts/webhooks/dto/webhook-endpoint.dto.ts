import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsBoolean, IsIn, IsOptional } from 'class-validator';
import { Rule } from '../../../common/account-options.js';
import { OUTBOX_EVENT_TYPES, type OutboxEventType } from '../../domain/outbox-event.js';
import {
  Count,
  Flag,
  NextCursor,
  OneOf,
  OneOfOrNull,
  Part,
  PartList,
  Text,
  TextOrNull,
  Time,
  TimeOrNull,
} from '../../dto/api-fields.js';
import { IsRfc3339 } from '../../dto/rules.js';
import { PageDto } from '../../reconciliation/dto/reconciliation.dto.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../storage/entities/webhook.entities.js';
import { isWebhookSecret, WEBHOOK_SECRET_RULE } from '../signing.js';

/** Signature schemes of Standard Webhooks. `v1` is an HMAC, `v1a` an ed25519 signature beside the HMAC. */
const SIGNATURES = ['v1', 'v1a'] as const;
/** Reasons why an endpoint is disabled: it answered 410, it failed for five days, or its consumer asked for it. */
const DISABLED_REASONS = ['gone', 'failing', 'requested'] as const;
const TYPES = [...OUTBOX_EVENT_TYPES, 'endpoint.test'] as const;

/**
 * Checks only that the value is a text. The service checks the URL, because it knows which hosts the operator allows.
 */
const IsUrlText = () => Rule('isUrlText', (value) => (typeof value === 'string' ? null : 'must be an https URL'));

/** Decorator for the event types that an endpoint gets. Null or no value means all types. */
const Types = () => (target: object, key: string | symbol) => {
  for (const decorate of [
    ApiPropertyOptional({
      type: 'array',
      items: { type: 'string', enum: [...OUTBOX_EVENT_TYPES] },
      nullable: true,
      description: 'Every type without it',
    }),
    IsOptional(),
    IsArray({ message: 'must be a list of event types' }),
    ArrayNotEmpty({ message: 'must have one at least' }),
    ArrayUnique({ message: 'must not have the same type twice' }),
    IsIn(OUTBOX_EVENT_TYPES, { each: true, message: `must be of ${OUTBOX_EVENT_TYPES.join(', ')}` }),
  ]) {
    decorate(target, key as string);
  }
};

@ApiSchema({ name: 'PayoutWebhookEndpointRequest' })
export class CreateWebhookEndpointDto {
  @ApiProperty({ type: 'string', format: 'uri', example: 'https://example.com/cauri' })
  @IsUrlText()
  readonly url!: string;

  @Types()
  readonly types?: readonly OutboxEventType[] | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'Made for you without it; `whsec_…`' })
  @IsOptional()
  @Rule('isWebhookSecret', (value) => (isWebhookSecret(value) ? null : WEBHOOK_SECRET_RULE))
  readonly secret?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    enum: [...SIGNATURES],
    nullable: true,
    description: '`v1`: HMAC with the secret. `v1a`: with an ed25519 key too, whose public half is `publicKey`',
  })
  @IsOptional()
  @IsIn(SIGNATURES, { message: `must be ${SIGNATURES.join(' or ')}` })
  readonly signature?: 'v1' | 'v1a' | null;

  @ApiPropertyOptional({
    type: 'boolean',
    nullable: true,
    description: 'Leave out versions of a payout that are old when their turn comes',
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly latest?: boolean | null;
}

@ApiSchema({ name: 'PayoutWebhookEndpointChange' })
export class ChangeWebhookEndpointDto {
  @ApiPropertyOptional({ type: 'string', format: 'uri' })
  @IsOptional()
  @IsUrlText()
  readonly url?: string | null;

  @Types()
  readonly types?: readonly OutboxEventType[] | null;

  @ApiPropertyOptional({ type: 'boolean', description: 'Enabled again it gets nothing old unless `recover` asks' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly enabled?: boolean | null;

  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly latest?: boolean | null;
}

@ApiSchema({ name: 'PayoutWebhookRecovery' })
export class RecoverDto {
  @ApiProperty({ type: 'string', format: 'date-time' })
  @IsRfc3339()
  readonly since!: string;
}

@ApiSchema({ name: 'PayoutWebhookRecovered' })
export class RecoveredDto {
  @Count('Deliveries that are sent now')
  readonly deliveries!: number;
}

/** Query parameters for a page of an endpoint's deliveries. A delivery must meet all filters that are given. */
export class ListDeliveriesDto extends PageDto {
  @ApiPropertyOptional({ type: 'string', enum: [...DELIVERY_STATUSES] })
  @IsOptional()
  @IsIn(DELIVERY_STATUSES, { message: `must be ${DELIVERY_STATUSES.join(', ')}` })
  readonly status?: DeliveryStatus;

  @ApiPropertyOptional({ type: 'string', enum: [...TYPES] })
  @IsOptional()
  @IsIn(TYPES, { message: `must be one of ${TYPES.join(', ')}` })
  readonly type?: OutboxEventType | 'endpoint.test';

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Inclusive' })
  @IsOptional()
  @IsRfc3339()
  readonly since?: string;
}

@ApiSchema({ name: 'PayoutWebhookStatistics', description: 'Of its last 100 deliveries that were tried.' })
export class WebhookStatisticsDto {
  @ApiProperty({ type: 'number', nullable: true, description: 'From 0 to 1; null when nothing was tried' })
  readonly successRate!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Milliseconds until the answer' })
  readonly p95Ms!: number | null;
  /** Time since which the oldest delivery waits that is neither delivered nor given up. Null if none waits. */
  @TimeOrNull()
  readonly oldestPendingAt!: string | null;
}

@ApiSchema({ name: 'PayoutWebhookEndpoint' })
export class WebhookEndpointDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @Text()
  readonly url!: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...OUTBOX_EVENT_TYPES] },
    nullable: true,
    description: 'Null: every type',
  })
  readonly types!: readonly OutboxEventType[] | null;
  @OneOf(SIGNATURES)
  readonly signature!: 'v1' | 'v1a';
  @TextOrNull({ description: '`whpk_…` of an endpoint with ed25519' })
  readonly publicKey!: string | null;
  @Flag()
  readonly latest!: boolean;
  @Flag()
  readonly enabled!: boolean;
  @OneOfOrNull(DISABLED_REASONS)
  readonly disabledReason!: 'gone' | 'failing' | 'requested' | null;
  @Part(WebhookStatisticsDto)
  readonly stats!: WebhookStatisticsDto;
  @Time()
  readonly createdAt!: string;
}

@ApiSchema({ name: 'PayoutWebhookEndpointWithSecret' })
export class WebhookEndpointWithSecretDto extends WebhookEndpointDto {
  @Text({ description: '`whsec_…`, shown this once' })
  readonly secret!: string;
}

@ApiSchema({ name: 'PayoutWebhookEndpointPage', description: 'Newest first.' })
export class WebhookEndpointPageDto {
  @PartList(WebhookEndpointDto)
  readonly data!: readonly WebhookEndpointDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}

@ApiSchema({ name: 'PayoutWebhookAttempt' })
export class WebhookAttemptDto {
  @Time()
  readonly at!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Null when no answer came' })
  readonly responseStatus!: number | null;
  @Count('Milliseconds')
  readonly durationMs!: number;
  @TextOrNull({ description: 'Why no answer came' })
  readonly error!: string | null;
  @TextOrNull({ description: 'Its first KiB' })
  readonly responseBody!: string | null;
}

@ApiSchema({ name: 'PayoutWebhookDelivery', description: 'One event to one endpoint.' })
export class WebhookDeliveryDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ type: 'string', format: 'uuid', description: 'The `webhook-id`' })
  readonly eventId!: string;
  @OneOf(TYPES)
  readonly type!: string;
  @Count('How often it was sent')
  readonly attempt!: number;
  @OneOf(DELIVERY_STATUSES)
  readonly status!: DeliveryStatus;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the last attempt' })
  readonly responseStatus!: number | null;
  @TimeOrNull('Of the next attempt')
  readonly nextAt!: string | null;
  @PartList(WebhookAttemptDto)
  readonly attempts!: readonly WebhookAttemptDto[];
  @Time()
  readonly createdAt!: string;
}

@ApiSchema({ name: 'PayoutWebhookDeliveryPage', description: 'Newest events first.' })
export class WebhookDeliveryPageDto {
  @PartList(WebhookDeliveryDto)
  readonly data!: readonly WebhookDeliveryDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}
