import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { OUTBOX_EVENT_TYPES, type OutboxEventType } from '../../domain/outbox-event.js';
import { OneOf, PartList, Text, Time } from '../../dto/api-fields.js';
import { PageLimit } from '../../dto/page-limit.js';
import { EVENT_DATA, FEED_DATA } from './event-data.dto.js';

export class ReadFeedDto {
  @PageLimit()
  readonly limit: number = 20;

  /**
   * Position in the feed: the value of `next` in an earlier response. Only later events are returned. Without `after`,
   * the feed starts at the oldest event that is still kept.
   */
  @ApiPropertyOptional({ type: 'string', description: 'The last `next`; without it from the oldest that is kept' })
  @IsOptional()
  @IsString()
  readonly after?: string;

  /** Event types to return. All types if omitted. */
  @ApiPropertyOptional({ type: 'string', example: 'payout.updated,batch.completed', description: 'Comma-separated' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsIn(OUTBOX_EVENT_TYPES, { each: true, message: `must be comma-separated of ${OUTBOX_EVENT_TYPES.join(', ')}` })
  readonly types?: readonly OutboxEventType[];
}

@ApiExtraModels(...new Set(Object.values(EVENT_DATA)))
@ApiSchema({ name: 'PayoutFeedEvent' })
export class FeedEventDto {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Also the `webhook-id`' })
  readonly id!: string;
  @OneOf(OUTBOX_EVENT_TYPES)
  readonly type!: string;
  @Time()
  readonly timestamp!: string;
  @ApiProperty({ anyOf: FEED_DATA.map((one) => ({ $ref: getSchemaPath(one) })), description: 'As in the webhook' })
  readonly data!: object;
}

@ApiSchema({ name: 'PayoutFeed', description: 'In the order of the commits, without gaps.' })
export class FeedDto {
  @PartList(FeedEventDto)
  readonly data!: readonly FeedEventDto[];
  @Text({ description: '`after` of the next request; the same as yours when nothing is new' })
  readonly next!: string;
}
