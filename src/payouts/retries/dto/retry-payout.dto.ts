import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsReference } from '../../dto/rules.js';

@ApiSchema({ name: 'PayoutRetryRequest' })
export class RetryPayoutDto {
  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    maxLength: 100,
    example: 'salary-2026-11-0042-b',
    description: 'Your id of the new payout. The reference of the old one stays with the old one',
  })
  @IsOptional()
  @IsReference()
  readonly reference?: string | null;
}
