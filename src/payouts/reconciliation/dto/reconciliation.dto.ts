import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import {
  Count,
  Flag,
  NextCursor,
  OneOf,
  Part,
  PartList,
  Text,
  TextOrNull,
  Time,
  TimeOrNull,
} from '../../dto/api-fields.js';
import { PageLimit } from '../../dto/page-limit.js';
import { IsName, IsRfc3339 } from '../../dto/rules.js';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../storage/entities/reconciliation.entities.js';

/**
 * Kinds of reconciliation runs. `due` does all work that is due. `statement` compares the provider's own list of
 * transactions with our payouts.
 */
const RUN_KINDS = ['due', 'statement'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

@ApiSchema({ name: 'PayoutReconciliationRequest' })
export class StartRunDto {
  @ApiProperty({
    enum: [...RUN_KINDS],
    description:
      "`due`: run all due work, including sending. `statement`: compare the provider's list with the database.",
  })
  @IsIn(RUN_KINDS, { message: `must be ${RUN_KINDS.join(' or ')}` })
  readonly kind!: RunKind;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'All accounts without it' })
  @IsOptional()
  @IsName()
  readonly account?: string | null;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true, description: 'A day before `until`' })
  @IsOptional()
  @IsRfc3339()
  readonly since?: string | null;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true, description: 'Now' })
  @IsOptional()
  @IsRfc3339()
  readonly until?: string | null;

  @ApiPropertyOptional({ type: 'boolean', nullable: true, description: 'Sends nothing' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly readOnly?: boolean | null;
}

/**
 * Query parameters for a page of a list without filters. `cursor` is the `nextCursor` of the page before; without it,
 * the first page is read.
 */
export class PageDto {
  @PageLimit()
  readonly limit: number = 20;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  readonly cursor?: string;
}

export class ListDiscrepanciesDto extends PageDto {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsName()
  readonly account?: string;

  /** Filter: only discrepancies that were found at this time or later. */
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Inclusive' })
  @IsOptional()
  @IsRfc3339()
  readonly since?: string;
}

@ApiSchema({ name: 'PayoutReconciliationCounts' })
export class RunCountsDto {
  @Count('POSTs that were started')
  readonly submitted!: number;
  @Count('Reads of a provider')
  readonly read!: number;
  @Count('Payouts that became final')
  readonly settled!: number;
  @Count('Payouts that wait for a person since')
  readonly review!: number;
  @Count('Reads that failed')
  readonly errors!: number;
  @Count()
  readonly discrepancies!: number;
}

@ApiSchema({ name: 'PayoutReconciliationRun' })
export class RunDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  @OneOf(['reconciliation_run'])
  readonly object!: 'reconciliation_run';
  @OneOf(RUN_KINDS)
  readonly kind!: RunKind;
  /** Account that the request named. Null for a run over all accounts. */
  @TextOrNull()
  readonly account!: string | null;
  @OneOf(['running', 'done', 'failed'])
  readonly status!: 'running' | 'done' | 'failed';
  @Part(RunCountsDto)
  readonly counts!: RunCountsDto;
  /** Start of the period, inclusive. Null for the kind `due`. */
  @TimeOrNull()
  readonly since!: string | null;
  /** End of the period, exclusive. Null for the kind `due`. */
  @TimeOrNull()
  readonly until!: string | null;
  @Flag()
  readonly readOnly!: boolean;
  @Time()
  readonly startedAt!: string;
  /** Time at which the run ended. Null while it is running. */
  @TimeOrNull()
  readonly finishedAt!: string | null;
}

@ApiSchema({ name: 'PayoutReconciliationRunPage', description: 'Newest first.' })
export class RunPageDto {
  @PartList(RunDto)
  readonly data!: readonly RunDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}

@ApiSchema({ name: 'PayoutDiscrepancy' })
export class DiscrepancyDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;
  /** Id of the run that found the discrepancy. Null if a callback revealed it outside of a run. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly runId!: string | null;
  @OneOf(DISCREPANCY_KINDS)
  readonly kind!: DiscrepancyKind;
  @Text()
  readonly provider!: string;
  @Text()
  readonly account!: string;
  /** Id of our payout. Null if the transaction belongs to no payout of ours. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly payoutId!: string | null;
  /** Provider's id of the transaction. Null if there is no transaction or its id is unknown. */
  @TextOrNull()
  readonly providerId!: string | null;
  /** Reference that the transaction has at the provider. For our payouts this is the payout id. Null if it has none. */
  @TextOrNull()
  readonly reference!: string | null;
  @TextOrNull({ description: 'In our books' })
  readonly expected!: string | null;
  @TextOrNull({ description: 'At the provider' })
  readonly actual!: string | null;
  @Time()
  readonly at!: string;
}

@ApiSchema({ name: 'PayoutDiscrepancyPage' })
export class DiscrepancyPageDto {
  @PartList(DiscrepancyDto)
  readonly data!: readonly DiscrepancyDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}
