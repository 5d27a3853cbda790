import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { HTTP_STATUS, type PayoutErrorCode } from '../payouts.errors.js';
import { Count, OneOf, Text } from './api-fields.js';

@ApiSchema({ name: 'PayoutFieldProblem' })
export class FieldProblemDto {
  @Text({ example: 'recipient.msisdn' })
  readonly field!: string;
  @Text()
  readonly message!: string;
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
}
