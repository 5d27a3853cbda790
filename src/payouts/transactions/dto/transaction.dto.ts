import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions, ApiSchema } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { NextCursor } from '../../dto/api-fields.js';
import { IsTime, Read, readQueryTime } from '../../dto/query-values.js';

/** Query parameters for a page of a provider's transactions. The times are already converted from their texts. */
export class ListTransactionsDto {
  /** Start of the period in epoch milliseconds, inclusive. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: "By the provider's own time; inclusive" })
  @IsOptional()
  @Read(readQueryTime)
  @IsTime()
  readonly from?: number;

  /** End of the period in epoch milliseconds, exclusive. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: "By the provider's own time; exclusive" })
  @IsOptional()
  @Read(readQueryTime)
  @IsTime()
  readonly to?: number;

  @ApiPropertyOptional({ type: 'string', description: 'nextCursor of the page before, with the same window' })
  @IsOptional()
  @IsString()
  readonly cursor?: string;
}

/**
 * A transaction in the provider's own format and units. Only `payoutId` is ours: the id of our payout, or null if the
 * transaction belongs to no payout of this account.
 */
export interface TransactionDto {
  readonly payoutId: string | null;
  readonly [told: string]: unknown;
}

/**
 * OpenAPI schema of a transaction. It is written by hand, because a DTO class cannot describe an object with further
 * members.
 */
export const TRANSACTION_SCHEMA = {
  type: 'object',
  required: ['payoutId'],
  properties: {
    payoutId: {
      type: 'string',
      format: 'uuid',
      nullable: true,
      description: 'Null: the reference is no payout of this account',
    },
  },
  additionalProperties: true,
  description:
    "The transaction in the provider's own words and units. Only `payoutId` is ours. The query of a `callback_url` is left out, because it is secret.",
} satisfies ApiPropertyOptions;

@ApiSchema({
  name: 'PayoutProviderTransactionPage',
  description: "A page of the provider's list. With a window it may be empty although another page follows.",
})
export class TransactionPageDto {
  @ApiProperty({ type: 'array', items: TRANSACTION_SCHEMA })
  readonly data!: readonly TransactionDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}
