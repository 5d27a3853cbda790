import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { PageLimit } from '../../dto/page-limit.js';

/** Query parameters for a page of batches, newest first. `cursor` is the `nextCursor` of the page before. */
export class ListBatchesDto {
  @PageLimit()
  readonly limit: number = 20;

  @ApiPropertyOptional({ type: 'string', description: 'nextCursor of the page before' })
  @IsOptional()
  @IsString()
  readonly cursor?: string;
}
