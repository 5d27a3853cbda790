import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsName } from '../../dto/rules.js';

export class TemplateDto {
  @ApiPropertyOptional({ type: 'string', description: 'Only the columns that this account needs' })
  @IsOptional()
  @IsName()
  readonly account?: string;
}

/** The query parameter `validate`, which only checks a batch. */
export class ValidateDto {
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  readonly validate?: 'true' | 'false';
}
