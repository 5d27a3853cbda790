import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ApiProblems, BODY_PROBLEMS, CREATED_HEADERS } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { Exchange, type HttpExchange, locationOf } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import { ValidBody, ValidQuery } from '../http/validated-params.js';
import type { Principal } from '../payouts.options.js';
import { PageDto } from '../reconciliation/dto/reconciliation.dto.js';
import {
  ChangeWebhookEndpointDto,
  CreateWebhookEndpointDto,
  WebhookEndpointDto,
  WebhookEndpointPageDto,
  WebhookEndpointWithSecretDto,
} from './dto/webhook-endpoint.dto.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';

@ApiTags('webhooks')
@Controller(v1('webhook-endpoints'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
@Scopes('payouts:write')
export class WebhookEndpointsController {
  constructor(private readonly endpoints: WebhookEndpointsService) {}

  @Post()
  @ApiOperation({
    summary: 'Be told by webhook (Standard Webhooks 1.0.0)',
    description:
      'Of your own payouts and batches; made with a key that has `operations` also of accounts and discrepancies.',
  })
  @ApiCreatedResponse({ type: WebhookEndpointWithSecretDto, headers: { Location: CREATED_HEADERS.Location } })
  @ApiProblems('validation_failed', ...BODY_PROBLEMS)
  async create(
    @ValidBody(CreateWebhookEndpointDto) order: CreateWebhookEndpointDto,
    @CurrentPrincipal() principal: Principal,
    @Exchange() { request, response }: HttpExchange,
  ): Promise<WebhookEndpointWithSecretDto> {
    const made = await this.endpoints.create(order, principal);
    response.header('Location', locationOf(request, made.id));
    return made;
  }

  @Get()
  @ApiOperation({ summary: 'List your webhook endpoints, newest first' })
  @ApiOkResponse({ type: WebhookEndpointPageDto })
  @ApiProblems('validation_failed')
  list(
    @ValidQuery(PageDto) page: PageDto,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookEndpointPageDto> {
    return this.endpoints.list(page, consumer);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a webhook endpoint and how its deliveries go' })
  @ApiOkResponse({ type: WebhookEndpointDto })
  @ApiProblems('not_found')
  get(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookEndpointDto> {
    return this.endpoints.get(id, consumer);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a webhook endpoint', description: 'What is not given stays as it is.' })
  @ApiOkResponse({ type: WebhookEndpointDto })
  @ApiProblems('not_found', 'validation_failed', ...BODY_PROBLEMS)
  change(
    @Param('id', ResourceIdPipe) id: string,
    @ValidBody(ChangeWebhookEndpointDto) change: ChangeWebhookEndpointDto,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookEndpointDto> {
    return this.endpoints.change(id, change, consumer);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook endpoint', description: 'Nothing more is sent to it.' })
  @ApiNoContentResponse()
  @ApiProblems('not_found', ...BODY_PROBLEMS)
  remove(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() { consumer }: Principal): Promise<void> {
    return this.endpoints.remove(id, consumer);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Get a new secret', description: 'The old one signs beside it for 24 hours.' })
  @ApiOkResponse({ type: WebhookEndpointWithSecretDto })
  @ApiProblems('not_found', ...BODY_PROBLEMS)
  rotate(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookEndpointWithSecretDto> {
    return this.endpoints.rotate(id, consumer);
  }
}
