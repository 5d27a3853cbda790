import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsName } from '../../dto/rules.js';

/** Query parameters of the empty CSV to fill in. */
export class TemplateDto {
  @ApiPropertyOptional({ type: 'string', description: 'Only the columns that this account needs' })
  @IsOptional()
  @IsName()
  readonly account?: string;
}

/** Query parameter `validate`. If it is `true`, the batch is only checked and not stored. */
export class ValidateDto {
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  readonly validate?: 'true' | 'false';
}
