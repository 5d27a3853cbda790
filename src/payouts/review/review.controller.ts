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
import { ValidBody } from '../http/validated-params.js';
import type { Principal } from '../payouts.options.js';
import { ResolvePayoutDto } from './dto/resolve-payout.dto.js';
import { ReviewService } from './review.service.js';

@ApiTags('payouts')
@Controller(v1('payouts'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class ReviewController {
  constructor(private readonly review: ReviewService) {}

  @Post(':id/resolve')
  @HttpCode(200)
  @Scopes('operations')
  @ApiOperation({
    summary: 'Decide about a payout in review',
    description:
      'Only while `review` is set and `confirm` is its `version`. `resend` and `mark_failed` wait for the quarantine of an ' +
      'attempt of unknown outcome and search the provider first. What the provider says later outranks the resolution.',
  })
  @ApiOkResponse({ type: PayoutDto })
  @ApiProblems(
    'not_found',
    'state_conflict',
    'quarantine',
    'found_at_provider',
    'validation_failed',
    'provider_unavailable',
    ...BODY_PROBLEMS,
  )
  resolve(
    @Param('id', ResourceIdPipe) id: string,
    @ValidBody(ResolvePayoutDto) request: ResolvePayoutDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutDto> {
    return this.review.resolve(id, request, principal);
  }
}
