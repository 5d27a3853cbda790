import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { IsName } from '../../dto/rules.js';

/** Effect of an invalid row: with `all_or_nothing` the whole batch is refused, with `accept_valid` only this row. */
export const BATCH_MODES = ['all_or_nothing', 'accept_valid'] as const;

/** Options of a batch. They are in the body of a JSON request, and in the query of a CSV request. */
@ApiSchema({ name: 'PayoutBatchOptions' })
export class BatchOptionsDto {
  @ApiPropertyOptional({
    enum: BATCH_MODES,
    default: 'all_or_nothing',
    description: 'Whether one bad row refuses the batch, or only itself',
  })
  @IsOptional()
  @IsIn(BATCH_MODES, { message: `must be ${BATCH_MODES.join(' or ')}` })
  readonly mode: 'all_or_nothing' | 'accept_valid' = 'all_or_nothing';

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'For rows that name none' })
  @IsOptional()
  @IsName()
  readonly provider?: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'For rows that name none' })
  @IsOptional()
  @IsName()
  readonly account?: string | null;

  @ApiPropertyOptional({
    type: 'boolean',
    default: false,
    description: 'Accept rows with the recipient and amount of another row, or of a payout of the last 24 h',
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly confirmDuplicates: boolean = false;
}
