import { Controller, Get, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import { ValidBody, ValidQuery } from '../http/validated-params.js';
import type { Principal } from '../payouts.options.js';
import {
  ListDeliveriesDto,
  RecoverDto,
  RecoveredDto,
  WebhookDeliveryDto,
  WebhookDeliveryPageDto,
} from './dto/webhook-endpoint.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';

@ApiTags('webhooks')
@Controller(v1('webhook-endpoints'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
@Scopes('payouts:write')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What was sent to a webhook endpoint, newest events first' })
  @ApiOkResponse({ type: WebhookDeliveryPageDto })
  @ApiProblems('not_found', 'validation_failed')
  list(
    @Param('id', ResourceIdPipe) id: string,
    @ValidQuery(ListDeliveriesDto) query: ListDeliveriesDto,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookDeliveryPageDto> {
    return this.deliveries.list(id, query, consumer);
  }

  @Post(':id/deliveries/:deliveryId/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send one again at once', description: 'Also one that was delivered.' })
  @ApiAcceptedResponse({ type: WebhookDeliveryDto })
  @ApiProblems('not_found', 'state_conflict', ...BODY_PROBLEMS)
  retry(
    @Param('id', ResourceIdPipe) id: string,
    @Param('deliveryId', ResourceIdPipe) deliveryId: string,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookDeliveryDto> {
    return this.deliveries.retry(id, deliveryId, consumer);
  }

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a signed `endpoint.test` sent' })
  @ApiAcceptedResponse({ type: WebhookDeliveryDto })
  @ApiProblems('not_found', 'state_conflict', ...BODY_PROBLEMS)
  test(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<WebhookDeliveryDto> {
    return this.deliveries.test(id, consumer);
  }

  @Post(':id/recover')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send again everything since a time that was not delivered' })
  @ApiAcceptedResponse({ type: RecoveredDto })
  @ApiProblems('not_found', 'state_conflict', 'validation_failed', ...BODY_PROBLEMS)
  recover(
    @Param('id', ResourceIdPipe) id: string,
    @ValidBody(RecoverDto) order: RecoverDto,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<RecoveredDto> {
    return this.deliveries.recover(id, order, consumer);
  }
}
