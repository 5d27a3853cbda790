import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Hold } from '../../domain/account-hold.js';
import type { OutboxEvent, OutboxEventType } from '../../domain/outbox-event.js';
import { PAYOUT_STATUSES, type PayoutStatus, REVIEW_REASONS, type ReviewReason } from '../../domain/payout.js';
import {
  Count,
  OneOf,
  OneOfOrNull,
  Part,
  PartOrNull,
  Text,
  TextOrNull,
  Time,
  TimeOrNull,
} from '../../dto/api-fields.js';

/**
 * Classes that document the member `data` of each event type in the OpenAPI document. The types that the code uses are
 * in `domain/outbox-event.ts`. No event contains personal data.
 */

@ApiSchema({ name: 'PayoutEventReview' })
class EventReviewDto {
  @OneOf(REVIEW_REASONS)
  readonly reason!: ReviewReason;
  @Time()
  readonly since!: string;
}

@ApiSchema({ name: 'PayoutEventData', description: 'Names no recipient. Read the payout to get the rest.' })
class PayoutDataDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['payout'])
  readonly object!: 'payout';
  @Count('Grows with every change. Ignore an event whose version is below the one you have.')
  readonly version!: number;
  @OneOf(PAYOUT_STATUSES)
  readonly status!: PayoutStatus;
  /** Status before the change. Null for the first event of a payout. */
  @OneOfOrNull(PAYOUT_STATUSES)
  readonly previousStatus!: PayoutStatus | null;
  @PartOrNull(EventReviewDto)
  readonly review!: EventReviewDto | null;
  @TextOrNull()
  readonly reference!: string | null;
  @TextOrNull()
  readonly batchId!: string | null;
}

@ApiSchema({ name: 'PayoutBatchEventData' })
class BatchDataDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['batch'])
  readonly object!: 'batch';
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'As in the batch' })
  readonly counts!: Readonly<Record<string, number>>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    description: 'As in the batch',
  })
  readonly sums!: Readonly<Record<string, Readonly<Record<string, string>>>>;
  @Time()
  readonly completedAt!: string;
}

@ApiSchema({ name: 'PayoutAccountEventHold' })
class EventHoldDto {
  @Text({ example: 'account_fault' })
  readonly reason!: Hold['reason'];
  @Time()
  readonly since!: string;
  @TimeOrNull('When the worker tries again; null if a person has to resume')
  readonly until!: string | null;
  @Text({ example: 'worker' })
  readonly by!: string;
}

@ApiSchema({ name: 'PayoutAccountEventData' })
class AccountDataDto {
  @Text({ example: 'djamo' })
  readonly name!: string;
  @OneOf(['account'])
  readonly object!: 'account';
  /** The hold, which stops all sending from the account. Null if the account sends again. */
  @PartOrNull(EventHoldDto)
  readonly hold!: EventHoldDto | null;
}

@ApiSchema({ name: 'PayoutAccountEventBalance' })
class EventBalanceDto {
  @Text({ example: '250000' })
  readonly amount!: string;
  @Text({ example: 'XOF' })
  readonly currency!: string;
  @Time()
  readonly asOf!: string;
}

@ApiSchema({ name: 'PayoutAccountBalanceEventData' })
class LowBalanceDataDto {
  @Text({ example: 'djamo' })
  readonly name!: string;
  @OneOf(['account'])
  readonly object!: 'account';
  @Part(EventBalanceDto)
  readonly balance!: EventBalanceDto;
  @Text({ description: 'The configured threshold', example: '500000' })
  readonly lowBalance!: string;
}

@ApiSchema({ name: 'PayoutDiscrepancyEventData', description: 'Read the discrepancy to see both values.' })
class DiscrepancyDataDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['discrepancy'])
  readonly object!: 'discrepancy';
  /** Id of the reconciliation run that found the discrepancy. Null if it was found outside a run. */
  @TextOrNull()
  readonly runId!: string | null;
  @Text()
  readonly kind!: string;
  @Text()
  readonly provider!: string;
  @Text()
  readonly account!: string;
  /** Id of our payout. Null if the provider's transaction belongs to no payout of ours. */
  @TextOrNull()
  readonly payoutId!: string | null;
  @TextOrNull()
  readonly providerId!: string | null;
}

@ApiSchema({ name: 'PayoutEndpointEventData' })
class EndpointDataDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['webhook_endpoint'])
  readonly object!: 'webhook_endpoint';
  @OneOf(['gone', 'failing'])
  readonly disabledReason!: 'gone' | 'failing';
}

@ApiSchema({ name: 'PayoutEndpointTestEventData' })
class EndpointTestDataDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['webhook_endpoint'])
  readonly object!: 'webhook_endpoint';
}

/** Type of the member `data` of the outbox events that have the event type `Type`. */
type DataOf<Type, Event = OutboxEvent> = Event extends { readonly type: infer Types; readonly data: infer EventData }
  ? Type extends Types
    ? EventData
    : never
  : never;

/** Class that documents `data` for each event type. `endpoint.test` is sent by webhook only, never in the feed. */
export const EVENT_DATA = {
  'payout.updated': PayoutDataDto,
  'payout.review_opened': PayoutDataDto,
  'batch.completed': BatchDataDto,
  'account.held': AccountDataDto,
  'account.released': AccountDataDto,
  'account.low_balance': LowBalanceDataDto,
  'reconciliation.discrepancy': DiscrepancyDataDto,
  'endpoint.disabled': EndpointDataDto,
  'endpoint.test': EndpointTestDataDto,
} satisfies { readonly [Type in OutboxEvent['type']]: new () => DataOf<Type> };

/** Classes that document `data` of the events in the feed, each class once. */
export const FEED_DATA = [
  ...new Set(Object.entries(EVENT_DATA).flatMap(([type, data]) => (type === 'endpoint.test' ? [] : [data]))),
];

/** Description of each event type for the OpenAPI document: when such an event is sent. */
export const EVENT_SENTENCES: Readonly<Record<OutboxEventType | 'endpoint.test', string>> = {
  'payout.updated': 'A payout has a new version. The first one is the version of the 201.',
  'payout.review_opened': 'A payout needs the decision of a person.',
  'batch.completed': 'Every accepted payout of a batch is final and none is in review, for the first time.',
  'account.held': 'An account sends nothing, because of a problem or because somebody has paused it.',
  'account.released': 'An account sends again.',
  'account.low_balance': 'The balance of an account has fallen below the configured threshold.',
  'reconciliation.discrepancy': "The provider's list and the books disagree.",
  'endpoint.disabled': "One of the consumer's endpoints is no longer called.",
  'endpoint.test': 'Somebody has asked for a test of this endpoint. Not in the feed.',
};
