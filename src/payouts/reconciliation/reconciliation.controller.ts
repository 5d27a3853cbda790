import { Controller, Get, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { ApiProblems, BODY_PROBLEMS, CREATED_HEADERS } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { Exchange, type HttpExchange, locationOf } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import { ValidBody, ValidQuery } from '../http/validated-params.js';
import { DiscrepancyPageDto, PageDto, RunDto, RunPageDto, StartRunDto } from './dto/reconciliation.dto.js';
import { ReconciliationService } from './reconciliation.service.js';
import { ReconciliationQueries } from './reconciliation-queries.js';

@ApiTags('reconciliation')
@Controller(v1('reconciliation-runs'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class ReconciliationController {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly queries: ReconciliationQueries,
  ) {}

  @Post()
  @HttpCode(202)
  @Scopes('operations')
  @ApiOperation({ summary: 'Start a reconciliation run', description: 'It goes on in the background; read it.' })
  @ApiAcceptedResponse({ type: RunDto, headers: { Location: CREATED_HEADERS.Location } })
  @ApiProblems('validation_failed', ...BODY_PROBLEMS)
  async start(
    @ValidBody(StartRunDto) order: StartRunDto,
    @Exchange() { request, response }: HttpExchange,
  ): Promise<RunDto> {
    const run = await this.reconciliation.start(order);
    response.header('Location', locationOf(request, run.id));
    return run;
  }

  @Get()
  @Scopes('operations')
  @ApiOperation({ summary: 'List reconciliation runs, newest first' })
  @ApiOkResponse({ type: RunPageDto })
  @ApiProblems('validation_failed')
  list(@ValidQuery(PageDto) page: PageDto): Promise<RunPageDto> {
    return this.queries.list(page);
  }

  @Get(':id')
  @Scopes('operations')
  @ApiOperation({ summary: 'Read a reconciliation run' })
  @ApiOkResponse({ type: RunDto })
  @ApiProblems('not_found')
  get(@Param('id', ResourceIdPipe) id: string): Promise<RunDto> {
    return this.queries.get(id);
  }

  @Get(':id/discrepancies')
  @Scopes('operations')
  @ApiOperation({ summary: "What differs between the provider's list and ours" })
  @ApiOkResponse({ type: DiscrepancyPageDto })
  @ApiProblems('not_found', 'validation_failed')
  discrepancies(
    @Param('id', ResourceIdPipe) id: string,
    @ValidQuery(PageDto) page: PageDto,
  ): Promise<DiscrepancyPageDto> {
    return this.queries.discrepancies(id, page);
  }
}
