import { Controller, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { PayoutDto } from '../dto/payout.dto.js';
import { ApiProblems, BODY_PROBLEMS, CREATED_HEADERS, IDEMPOTENCY_KEY_HEADER } from '../http/api-docs.js';
import { idempotencyKeyOf } from '../http/idempotency-key.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { Exchange, type HttpExchange, locationOf } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import { ValidBodyOrNone } from '../http/validated-params.js';
import type { Principal } from '../payouts.options.js';
import { RetryPayoutDto } from './dto/retry-payout.dto.js';
import { RetriesService } from './retries.service.js';

@ApiTags('payouts')
@Controller(v1('payouts'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class RetriesController {
  constructor(private readonly retries: RetriesService) {}

  @Post(':id/retry')
  @HttpCode(201)
  @Scopes('payouts:write')
  @ApiOperation({
    summary: 'Order a failed or canceled payout again',
    description:
      'A new payout with the same order and `retryOf`. Only if every attempt of the old one is proven not executed, or the provider itself calls it failed; once. The `payoutId` of a conflict is the first retry.',
  })
  @ApiHeader(IDEMPOTENCY_KEY_HEADER)
  @ApiCreatedResponse({ type: PayoutDto, headers: CREATED_HEADERS })
  @ApiProblems(
    'not_found',
    'state_conflict',
    'idempotency_key_required',
    'idempotency_key_invalid',
    'idempotency_key_reused',
    'reference_already_used',
    'validation_failed',
    'no_account',
    'account_ambiguous',
    ...BODY_PROBLEMS,
  )
  async retry(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @ValidBodyOrNone(RetryPayoutDto, { required: false }) body: RetryPayoutDto,
    @Exchange() { request, response }: HttpExchange,
  ): Promise<PayoutDto> {
    const idempotencyKey = idempotencyKeyOf(request);
    const { payout, replayed } = await this.retries.retry(id, body, { principal, idempotencyKey });
    response.header('Location', locationOf(request, payout.id, 2));
    if (replayed) response.header('Idempotency-Replayed', 'true');
    return payout;
  }
}
