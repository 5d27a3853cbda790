import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PAYOUT_STATUSES } from '../../domain/payout.js';
import { BATCH_MODES } from './batch-options.dto.js';

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;

const NUMBERS = Object.fromEntries(
  ['total', 'accepted', 'rejected', ...PAYOUT_STATUSES].map((name) => [name, { type: 'integer' as const }]),
);
const AMOUNTS = Object.fromEntries(
  ['total', ...PAYOUT_STATUSES].map((name) => [name, { type: 'string' as const, example: '0' }]),
);

@ApiSchema({ name: 'PayoutBatchRowError' })
export class BatchRowErrorDto {
  @ApiProperty({ type: 'integer', description: 'From 1 on, over rows of data' })
  readonly row!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'The column; null: the row as a whole' })
  readonly field!: string | null;

  @ApiProperty({ type: 'string', example: 'validation_failed' })
  readonly code!: string;

  @ApiProperty({ type: 'string' })
  readonly message!: string;
}

@ApiSchema({ name: 'PayoutBatch' })
export class BatchDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ type: 'string', enum: ['batch'] })
  readonly object!: 'batch';

  @ApiProperty({ enum: BATCH_MODES })
  readonly mode!: (typeof BATCH_MODES)[number];

  @ApiProperty({ type: 'object', properties: NUMBERS, description: 'Rows, and payouts by their status now' })
  readonly counts!: Readonly<Record<string, number>>;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', properties: AMOUNTS },
    description: 'By currency: amounts of the accepted rows, by status now',
    example: { XOF: { total: '150000', paid: '100000', queued: '50000' } },
  })
  readonly sums!: Readonly<Record<string, Readonly<Record<string, string>>>>;

  @ApiProperty({ type: [BatchRowErrorDto], description: 'Of the rejected rows; in a list the first 100 of each batch' })
  readonly errors!: readonly BatchRowErrorDto[];

  @ApiProperty({ enum: ENCODINGS, nullable: true, description: 'How the CSV was read; null for JSON' })
  readonly encoding!: (typeof ENCODINGS)[number] | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When every accepted payout was final, and none in review, for the first time',
  })
  readonly completedAt!: string | null;
}

@ApiSchema({ name: 'PayoutBatchPage' })
export class BatchPageDto {
  @ApiProperty({ type: [BatchDto] })
  readonly data!: readonly BatchDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly nextCursor!: string | null;
}

@ApiSchema({ name: 'PayoutBatchWarning' })
export class BatchWarningDto {
  @ApiProperty({ type: 'integer' })
  readonly row!: number;

  @ApiProperty({ type: 'string', enum: ['possible_duplicate'] })
  readonly code!: 'possible_duplicate';

  @ApiProperty({ type: 'integer', nullable: true, description: 'The earlier row with the same recipient and amount' })
  readonly otherRow!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The payout that was accepted before' })
  readonly payoutId!: string | null;

  @ApiProperty({ type: 'string' })
  readonly message!: string;
}

@ApiSchema({ name: 'PayoutBatchApprovals' })
export class BatchApprovalsDto {
  @ApiProperty({ type: 'integer', description: 'Rows that wait for an approval before they are sent' })
  readonly rows!: number;

  @ApiProperty({ type: 'integer', description: 'Approvers that such a row needs at most' })
  readonly approvers!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'Set if too few consumers may approve them' })
  readonly remark!: string | null;
}

@ApiSchema({ name: 'PayoutBatchFunds' })
export class BatchFundsDto {
  @ApiProperty({ type: 'string' })
  readonly account!: string;

  @ApiProperty({ type: 'string', description: 'The sum of the valid rows, without fees' })
  readonly needed!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'As last read; null where the provider tells none' })
  readonly balance!: string | null;

  @ApiProperty({ type: 'string', description: 'Queued and under way already' })
  readonly committed!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'What the balance lacks; null: nothing, or not known' })
  readonly shortfall!: string | null;
}

@ApiSchema({ name: 'PayoutBatchValidation' })
export class BatchValidationDto {
  @ApiProperty({ type: 'string', enum: ['batch_validation'] })
  readonly object!: 'batch_validation';

  @ApiProperty({ type: 'boolean', description: 'Whether the mode would accept it, warnings aside' })
  readonly valid!: boolean;

  @ApiProperty({
    type: 'object',
    properties: { total: { type: 'integer' }, valid: { type: 'integer' }, invalid: { type: 'integer' } },
  })
  readonly counts!: { readonly total: number; readonly valid: number; readonly invalid: number };

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', properties: { total: { type: 'string' } } },
    example: { XOF: { total: '150000' } },
  })
  readonly sums!: Readonly<Record<string, { readonly total: string }>>;

  @ApiProperty({ type: [BatchRowErrorDto] })
  readonly errors!: readonly BatchRowErrorDto[];

  @ApiProperty({ type: [BatchWarningDto] })
  readonly warnings!: readonly BatchWarningDto[];

  @ApiProperty({ type: BatchApprovalsDto })
  readonly approvals!: BatchApprovalsDto;

  @ApiProperty({ type: [BatchFundsDto] })
  readonly funds!: readonly BatchFundsDto[];

  @ApiProperty({ enum: ENCODINGS, nullable: true })
  readonly encoding!: (typeof ENCODINGS)[number] | null;
}
