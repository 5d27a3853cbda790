import { Controller, Get, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { ApiProblems } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import { CheckRecipientDto, RecipientCheckDto } from './dto/recipient-check.dto.js';
import { RecipientsService } from './recipients.service.js';

@ApiTags('recipients')
@Controller(v1('recipients'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class RecipientsController {
  constructor(private readonly recipients: RecipientsService) {}

  @Get('check')
  @Scopes('payouts:read')
  @ApiOperation({ summary: 'Ask a provider whether it knows a phone number as payable' })
  @ApiOkResponse({ type: RecipientCheckDto })
  @ApiProblems('validation_failed', 'no_account', 'account_ambiguous', 'provider_unavailable')
  check(@ValidQuery(CheckRecipientDto) query: CheckRecipientDto): Promise<RecipientCheckDto> {
    return this.recipients.check(query);
  }
}
