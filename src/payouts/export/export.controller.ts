import { Controller, Get, type StreamableFile, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ExportPayoutsDto } from '../dto/list-payouts.dto.js';
import { ApiCsv, ApiProblems } from '../http/api-docs.js';
import { begun, csvFile } from '../http/csv-file.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import { type Principal, READERS } from '../payouts.options.js';
import { PayoutExport } from './payout-export.js';

@ApiTags('payouts')
@Controller(v1('payouts.csv'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class ExportController {
  constructor(private readonly payouts: PayoutExport) {}

  @Get()
  @Scopes(...READERS)
  @ApiCsv('Payouts as CSV, oldest first', 'With the filters of the list. The answer is streamed.')
  @ApiProblems('validation_failed')
  async export(
    @ValidQuery(ExportPayoutsDto) query: ExportPayoutsDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StreamableFile> {
    return csvFile(await begun(this.payouts.csv(query, principal)), 'payouts.csv');
  }
}
