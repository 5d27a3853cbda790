import { Get, Param, Post, Query } from '@nestjs/common';
import { ResourceIdPipe } from '../../payouts/http/resource-id.js';
import type { Principal } from '../../payouts/payouts.options.js';
import type { PageDto } from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import type { ListDeliveriesDto } from '../../payouts/webhooks/dto/webhook-endpoint.dto.js';
import { WebhookDeliveriesService } from '../../payouts/webhooks/webhook-deliveries.service.js';
import { WebhookEndpointsService } from '../../payouts/webhooks/webhook-endpoints.service.js';
import { ConsoleController } from '../console-controller.js';
import { chosen, timeIn } from '../query.js';
import { Needs, Sent, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { endpointView } from './endpoint.view.js';
import { endpointListView, secretView } from './endpoint-list.view.js';

const FILTERS = ['status', 'type', 'since', 'cursor'];

/** Manages the webhook endpoints of the consumer whose key is signed in. */
@ConsoleController('webhooks')
@Needs(['payouts:write'])
export class WebhookPagesController {
  constructor(
    private readonly endpoints: WebhookEndpointsService,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @Visitor() { consumer }: Principal): Promise<Page> {
    const values = chosen(query, ['cursor']);
    const page = await this.endpoints.list(values as unknown as PageDto, consumer);
    return new Page('webhooks.title', (view) => endpointListView(view, page, values));
  }

  @Post()
  async create(@Sent() form: SentForm, @Visitor() principal: Principal): Promise<Page> {
    const endpoint = await this.endpoints.create({ url: form.text('url').trim() }, principal);
    return new Page('webhooks.created', (view) => secretView(view, endpoint));
  }

  @Get(':id')
  async get(
    @Param('id', ResourceIdPipe) id: string,
    @Query() query: Record<string, unknown>,
    @Visitor() { consumer }: Principal,
  ): Promise<Page> {
    const values = chosen(query, FILTERS);
    const [endpoint, page] = await Promise.all([
      this.endpoints.get(id, consumer),
      this.deliveries.list(id, values as unknown as ListDeliveriesDto, consumer),
    ]);
    const { recovered } = chosen(query, ['recovered']);
    return new Page('webhook.title', (view) => endpointView(view, { endpoint, page, values, recovered }));
  }

  @Post(':id/test')
  async test(@Param('id', ResourceIdPipe) id: string, @Visitor() { consumer }: Principal): Promise<Redirect> {
    await this.deliveries.test(id, consumer);
    return new Redirect(`webhooks/${id}`);
  }

  @Post(':id/recover')
  async recover(
    @Param('id', ResourceIdPipe) id: string,
    @Sent() form: SentForm,
    @Visitor() { consumer }: Principal,
  ): Promise<Redirect> {
    const { deliveries } = await this.deliveries.recover(id, { since: timeIn(form.text('since')) }, consumer);
    return new Redirect(`webhooks/${id}?recovered=${deliveries}`);
  }

  @Post(':id/enable')
  async enable(@Param('id', ResourceIdPipe) id: string, @Visitor() { consumer }: Principal): Promise<Redirect> {
    await this.endpoints.change(id, { enabled: true }, consumer);
    return new Redirect(`webhooks/${id}`);
  }

  @Post(':id/disable')
  async disable(@Param('id', ResourceIdPipe) id: string, @Visitor() { consumer }: Principal): Promise<Redirect> {
    await this.endpoints.change(id, { enabled: false }, consumer);
    return new Redirect(`webhooks/${id}`);
  }

  @Post(':id/deliveries/:deliveryId/retry')
  async retry(
    @Param('id', ResourceIdPipe) id: string,
    @Param('deliveryId', ResourceIdPipe) deliveryId: string,
    @Visitor() { consumer }: Principal,
  ): Promise<Redirect> {
    await this.deliveries.retry(id, deliveryId, consumer);
    return new Redirect(`webhooks/${id}`);
  }
}
