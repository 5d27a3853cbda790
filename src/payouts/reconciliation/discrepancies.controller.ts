import { Controller, Get, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { ApiProblems } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import { DiscrepancyPageDto, ListDiscrepanciesDto } from './dto/reconciliation.dto.js';
import { ReconciliationQueries } from './reconciliation-queries.js';

@ApiTags('reconciliation')
@Controller(v1('discrepancies'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class DiscrepanciesController {
  constructor(private readonly queries: ReconciliationQueries) {}

  @Get()
  @Scopes('operations')
  @ApiOperation({
    summary: 'What differs between the providers and our books, newest first',
    description: 'Of every run, and what a callback told that no payout of ours explains.',
  })
  @ApiOkResponse({ type: DiscrepancyPageDto })
  @ApiProblems('validation_failed')
  list(@ValidQuery(ListDiscrepanciesDto) query: ListDiscrepanciesDto): Promise<DiscrepancyPageDto> {
    return this.queries.allDiscrepancies(query);
  }
}
