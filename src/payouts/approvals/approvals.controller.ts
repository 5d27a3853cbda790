import { Controller, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { PayoutDto } from '../dto/payout.dto.js';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import type { Principal } from '../payouts.options.js';
import { ApprovalsService } from './payout-approvals.service.js';

@ApiTags('payouts')
@Controller(v1('payouts'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @Post(':id/approve')
  @HttpCode(200)
  @Scopes('payouts:approve')
  @ApiOperation({ summary: 'Let a payout be sent', description: 'Not by the consumer that ordered it.' })
  @ApiOkResponse({ type: PayoutDto })
  @ApiProblems('not_found', 'approver_is_creator', 'state_conflict', ...BODY_PROBLEMS)
  approve(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<PayoutDto> {
    return this.approvals.decide(id, 'approve', principal);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Scopes('payouts:approve')
  @ApiOperation({
    summary: 'Have a payout canceled instead of sent',
    description: 'Not by the consumer that ordered it.',
  })
  @ApiOkResponse({ type: PayoutDto })
  @ApiProblems('not_found', 'approver_is_creator', 'state_conflict', ...BODY_PROBLEMS)
  reject(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<PayoutDto> {
    return this.approvals.decide(id, 'reject', principal);
  }
}
