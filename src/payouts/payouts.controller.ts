import { Controller, Get, HttpCode, Param, Post, Res, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from './access/api-key.guard.js';
import { CurrentPrincipal } from './access/authentication.js';
import { CreatePayoutDto } from './dto/create-payout.dto.js';
import { ExplanationDto } from './dto/explanation.dto.js';
import { ListPayoutsDto } from './dto/list-payouts.dto.js';
import { PayoutDto, PayoutPageDto } from './dto/payout.dto.js';
import { PayoutCallbackPageDto } from './dto/payout-callback.dto.js';
import { PayoutEventPageDto } from './dto/payout-event.dto.js';
import {
  ApiProblems,
  BODY_PROBLEMS,
  CREATED_HEADERS,
  IDEMPOTENCY_KEY_HEADER,
  ORDER_EXAMPLES,
  READ_HEADER,
} from './http/api-docs.js';
import { IdempotencyKey } from './http/idempotency-key.js';
import { KnownParts } from './http/known-parts.guard.js';
import { Exchange, type HttpExchange, locationOf, type PlatformResponse } from './http/platform-response.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestDeadline } from './http/request-deadline.js';
import { ResourceIdPipe } from './http/resource-id.js';
import { v1 } from './http/v1.js';
import { ValidBody, ValidQuery } from './http/validated-params.js';
import { type Principal, READERS } from './payouts.options.js';
import { PayoutsService } from './payouts.service.js';

@ApiTags('payouts')
@Controller(v1('payouts'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class PayoutsController {
  constructor(private readonly payouts: PayoutsService) {}

  @Post()
  @Scopes('payouts:write')
  @ApiOperation({ summary: 'Order a payout', description: 'Repeat it with the same key whenever no answer came.' })
  @ApiHeader(IDEMPOTENCY_KEY_HEADER)
  @ApiCreatedResponse({ type: PayoutDto, headers: CREATED_HEADERS })
  @ApiProblems(
    'idempotency_key_required',
    'idempotency_key_invalid',
    'idempotency_in_progress',
    'idempotency_key_reused',
    'reference_already_used',
    'validation_failed',
    'no_account',
    'account_ambiguous',
    ...BODY_PROBLEMS,
  )
  async create(
    @CurrentPrincipal() { consumer, request: context }: Principal,
    @IdempotencyKey() idempotencyKey: string,
    @ValidBody(CreatePayoutDto, ORDER_EXAMPLES) draft: CreatePayoutDto,
    @Exchange() { request, response }: HttpExchange,
  ): Promise<PayoutDto> {
    const { payout, replayed } = await this.payouts.create(draft, { consumer, request: context, idempotencyKey });
    response.header('Location', locationOf(request, payout.id));
    if (replayed) response.header('Idempotency-Replayed', 'true');
    return payout;
  }

  @Get()
  @Scopes(...READERS)
  @ApiOperation({ summary: 'List payouts, newest first' })
  @ApiOkResponse({ type: PayoutPageDto })
  @ApiProblems('validation_failed')
  list(
    @ValidQuery(ListPayoutsDto) query: ListPayoutsDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutPageDto> {
    return this.payouts.list(query, principal);
  }

  @Get(':id')
  @Scopes(...READERS)
  @ApiOperation({ summary: 'Read a payout' })
  @ApiOkResponse({ type: PayoutDto })
  @ApiProblems('not_found')
  get(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<PayoutDto> {
    return this.payouts.get(id, principal);
  }

  @Get(':id/events')
  @Scopes(...READERS)
  @ApiOperation({ summary: 'Everything that happened to a payout' })
  @ApiOkResponse({ type: PayoutEventPageDto })
  @ApiProblems('not_found', 'validation_failed')
  events(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutEventPageDto> {
    return this.payouts.events(id, principal);
  }

  @Get(':id/callbacks')
  @Scopes(...READERS)
  @ApiOperation({ summary: "What the provider's callbacks said", description: 'They only ever made us read it.' })
  @ApiOkResponse({ type: PayoutCallbackPageDto })
  @ApiProblems('not_found', 'validation_failed')
  callbacks(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutCallbackPageDto> {
    return this.payouts.callbacks(id, principal);
  }

  @Get(':id/explanation')
  @Scopes(...READERS)
  @ApiOperation({ summary: 'Explain why a payout has its status, and what happens next' })
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems('not_found')
  explain(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<ExplanationDto> {
    return this.payouts.explain(id, principal);
  }

  @Post(':id/refresh')
  @HttpCode(200)
  @Scopes(...READERS)
  @ApiOperation({ summary: 'Read the provider now', description: 'At most every 5 seconds; else the stored state.' })
  @ApiOkResponse({ type: PayoutDto, headers: READ_HEADER })
  @ApiProblems('not_found', 'state_conflict', 'provider_unavailable', ...BODY_PROBLEMS)
  async refresh(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Exchange() { response }: HttpExchange,
  ): Promise<PayoutDto> {
    const { payout, read } = await this.payouts.refresh(id, principal);
    response.header('Cauri-Read', read);
    return payout;
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Scopes('payouts:write')
  @ApiOperation({ summary: 'Cancel a payout, or ask the provider to take a paid credit back' })
  @ApiOkResponse({ type: PayoutDto, description: 'Canceled' })
  @ApiAcceptedResponse({ type: PayoutDto, description: 'The cancellation of a paid credit was requested' })
  @ApiProblems('not_found', 'state_conflict', ...BODY_PROBLEMS)
  async cancel(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: PlatformResponse,
  ): Promise<PayoutDto> {
    const payout = await this.payouts.cancel(id, principal);
    if (payout.status !== 'canceled') response.status(202);
    return payout;
  }
}
