import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { Rule } from '../../common/account-options.js';
import { textProblem } from '../../common/text-rules.js';
import { PAYOUT_STATUSES, type PayoutStatus } from '../domain/payout.js';
import { isUuid } from '../http/resource-id.js';
import { PageLimit } from './page-limit.js';
import { IsTime, Read, readQueryTime } from './query-values.js';
import { IsName, IsReference } from './rules.js';

const IsId = () => Rule('isId', (value) => (typeof value === 'string' && isUuid(value) ? null : 'must be an id'));

const IsStatuses = () =>
  Rule('isStatuses', (value) =>
    Array.isArray(value) && value.every((word) => PAYOUT_STATUSES.includes(word))
      ? null
      : `must be comma-separated of ${PAYOUT_STATUSES.join(', ')}`,
  );

/**
 * Decorator for the start of a period in a query. It converts the text to epoch milliseconds. The start belongs to the
 * period.
 */
const Since = () => periodEnd('Inclusive');
/**
 * Decorator for the end of a period in a query. It converts the text to epoch milliseconds. The end does not belong to
 * the period.
 */
const Until = () => periodEnd('Exclusive');

function periodEnd(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'date-time', description }),
    IsOptional(),
    Read(readQueryTime),
    IsTime(),
  );
}

const IsQueryText = (max: number) =>
  Rule('isQueryText', (value) => (typeof value === 'string' ? textProblem(value, max) : 'must be a text'));

/**
 * Query parameters of the list of payouts: the page and the filters. A listed payout meets all given filters. The texts
 * of the query are already converted: times are epoch milliseconds, and `status` is a list.
 */
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

  @ApiPropertyOptional({ type: 'string', description: 'The id that the provider gave' })
  @IsOptional()
  @IsQueryText(255)
  readonly providerId?: string;

  @ApiPropertyOptional({ type: 'string', description: 'A phone number in E.164 form or an e-mail address, exactly' })
  @IsOptional()
  // A `+` that is not URL-encoded arrives as a space.
  @Read((text) => text.replace(/^ (?=\d)/, '+'))
  @IsQueryText(254)
  readonly recipient?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  @IsOptional()
  @IsId()
  readonly batchId?: string;

  @ApiPropertyOptional({ type: 'boolean', description: 'True: only payouts in review' })
  @IsOptional()
  @Read((text) => (text === 'true' ? true : text === 'false' ? false : null))
  @IsBoolean({ message: 'must be true or false' })
  readonly review?: boolean;

  @Since()
  readonly createdFrom?: number;

  @Until()
  readonly createdTo?: number;

  @Since()
  readonly settledFrom?: number;

  @Until()
  readonly settledTo?: number;

  @Since()
  readonly updatedFrom?: number;

  @Until()
  readonly updatedTo?: number;
}

const DELIMITERS = [',', ';'] as const;

/**
 * Query parameters of the CSV export: the filters of the list, and the delimiter of the CSV. An export has no pages.
 */
export class ExportPayoutsDto extends OmitType(ListPayoutsDto, ['limit', 'cursor'] as const) {
  @ApiPropertyOptional({ type: 'string', enum: [...DELIMITERS], default: ',' })
  @IsIn(DELIMITERS, { message: 'must be , or ;' })
  readonly delimiter: ',' | ';' = ',';
}
