import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PAYOUT_STATUSES, type PayoutStatus } from '../domain/payout.js';
import { HTTP_STATUS, type PayoutErrorCode } from '../payouts.errors.js';
import { Count, OneOf, Text, TextOrNull } from './api-fields.js';

@ApiSchema({ name: 'PayoutFieldProblem' })
export class FieldProblemDto {
  @TextOrNull({ example: 'recipient.msisdn', description: 'Null: a row of a batch as a whole' })
  readonly field!: string | null;
  @Text()
  readonly message!: string;
  @ApiProperty({ type: 'integer', minimum: 1, required: false, description: 'With `batch_invalid`: the row' })
  readonly row?: number;
  @ApiProperty({ type: 'string', required: false, description: 'With `batch_invalid`: the code of the row alone' })
  readonly code?: string;
}

@ApiSchema({ name: 'PayoutProblem', description: 'RFC 9457.' })
export class ProblemDto {
  @Text({ example: 'about:blank' })
  readonly type!: string;
  @Text()
  readonly title!: string;
  @Count('The HTTP status')
  readonly status!: number;
  @Text()
  readonly detail!: string;
  @Text({ description: 'The request id, also in the log and in the header x-request-id' })
  readonly instance!: string;
  @OneOf(Object.keys(HTTP_STATUS))
  readonly code!: PayoutErrorCode;
  @ApiProperty({ type: [FieldProblemDto], required: false })
  readonly errors?: readonly FieldProblemDto[];
  @ApiProperty({
    enum: [...PAYOUT_STATUSES],
    required: false,
    description: 'With `state_conflict` and `found_at_provider`: the status of the payout',
  })
  readonly payoutStatus?: PayoutStatus;
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    required: false,
    description: 'The other payout: with `reference_already_used` the one that has it, with a second retry the first',
  })
  readonly payoutId?: string;
  @ApiProperty({ type: 'string', required: false, description: 'With a daily limit: what is left of it today' })
  readonly dailyLeft?: string;
  @ApiProperty({ type: [String], required: false, description: 'With `account_ambiguous`: the accounts that fit' })
  readonly candidates?: readonly string[];
  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'With `batch_invalid`: all errors, of which 100 are told',
  })
  readonly errorCount?: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    required: false,
    description: 'With `batch_invalid`: likely duplicates, as `validate=true` tells them',
  })
  readonly warnings?: readonly object[];
  @ApiProperty({ type: 'integer', required: false, description: 'With `batch_invalid`: all warnings' })
  readonly warningCount?: number;
  @ApiProperty({ type: 'string', required: false, description: 'With `gone`: the oldest place that is kept' })
  readonly next?: string;
}
