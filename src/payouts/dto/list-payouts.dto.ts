import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { Rule } from '../../common/account-options.js';
import { PAYOUT_STATUSES, type PayoutStatus } from '../domain/payout.js';
import { isUuid } from '../http/resource-id.js';
import { PageLimit } from './page-limit.js';
import { IsTime, Read, readTime } from './query-values.js';
import { IsName, IsReference } from './rules.js';

const IsId = () => Rule('isId', (value) => (typeof value === 'string' && isUuid(value) ? null : 'must be an id'));

const IsStatuses = () =>
  Rule('isStatuses', (value) =>
    Array.isArray(value) && value.every((word) => PAYOUT_STATUSES.includes(word))
      ? null
      : `must be comma-separated of ${PAYOUT_STATUSES.join(', ')}`,
  );

/** Query parameters for a page of payouts. Times and lists are converted from their texts. */
export class ListPayoutsDto {
  @PageLimit()
  readonly limit: number = 20;

  @ApiPropertyOptional({ type: 'string', description: 'nextCursor of the page before, with the same filters' })
  @IsOptional()
  @IsString()
  readonly cursor?: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', enum: [...PAYOUT_STATUSES] },
    description: 'Comma-separated, such as `queued,processing`',
  })
  @IsOptional()
  @Read((text) => text.split(','))
  @IsStatuses()
  readonly status?: readonly PayoutStatus[];

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsName()
  readonly provider?: string;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsName()
  readonly account?: string;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsReference()
  readonly reference?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  @IsOptional()
  @IsId()
  readonly batchId?: string;

  @ApiPropertyOptional({ type: 'boolean', description: 'True: only payouts in review' })
  @IsOptional()
  @Read((text) => (text === 'true' ? true : text === 'false' ? false : null))
  @IsBoolean({ message: 'must be true or false' })
  readonly review?: boolean;

  /** Start of the period in epoch milliseconds, inclusive. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Inclusive' })
  @IsOptional()
  @Read(readTime)
  @IsTime()
  readonly createdFrom?: number;

  /** End of the period in epoch milliseconds, exclusive. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Exclusive' })
  @IsOptional()
  @Read(readTime)
  @IsTime()
  readonly createdTo?: number;
}
