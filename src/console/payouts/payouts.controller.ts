import { Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApprovalsService } from '../../payouts/approvals/payout-approvals.service.js';
import { ExportPayoutsDto, type ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import { validated } from '../../payouts/dto/validated.js';
import { PayoutExport } from '../../payouts/export/payout-export.js';
import { begun, csvFile } from '../../payouts/http/csv-file.js';
import { ResourceIdPipe } from '../../payouts/http/resource-id.js';
import { type Principal, READERS } from '../../payouts/payouts.options.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { ConsoleController } from '../console-controller.js';
import { chosen } from '../query.js';
import { Needs, Visitor } from '../session/console.guard.js';
import { Page, Redirect } from '../view.js';
import { payoutView } from './payout.view.js';
import { PAYOUT_FILTERS } from './payout-filters.js';
import { payoutListView } from './payout-list.view.js';

@ConsoleController('payouts')
@Needs(READERS)
export class PayoutPagesController {
  constructor(
    private readonly payouts: PayoutsService,
    private readonly approvals: ApprovalsService,
    private readonly exports: PayoutExport,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @Visitor() principal: Principal): Promise<Page> {
    const values = chosen(query, PAYOUT_FILTERS);
    const page = await this.payouts.list(values as unknown as ListPayoutsDto, principal);
    return new Page('payouts.title', (view) => payoutListView(view, page, values));
  }

  @Get('export.csv')
  async export(@Query() query: Record<string, unknown>, @Visitor() principal: Principal): Promise<StreamableFile> {
    const filter = chosen(query, PAYOUT_FILTERS);
    return csvFile(await begun(this.exports.csv(validated(ExportPayoutsDto, filter), principal)), 'payouts.csv');
  }

  @Get(':id')
  async get(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Page> {
    const [payout, orderedBy, explanation, events] = await Promise.all([
      this.payouts.get(id, principal),
      this.payouts.consumer(id, principal),
      this.payouts.explain(id, principal),
      this.payouts.events(id, principal),
    ]);
    const story = { payout, orderedBy, explanation, events: events.data };
    return new Page('payout.title', (view) => payoutView(view, story));
  }

  @Post(':id/refresh')
  async refresh(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    await this.payouts.refresh(id, principal);
    return new Redirect(`payouts/${id}`);
  }

  @Post(':id/cancel')
  @Needs(['payouts:write'])
  async cancel(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    await this.payouts.cancel(id, principal);
    return new Redirect(`payouts/${id}`);
  }

  @Post(':id/approve')
  @Needs(['payouts:approve'])
  async approve(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    await this.approvals.decide(id, 'approve', principal);
    return new Redirect(`payouts/${id}`);
  }

  @Post(':id/reject')
  @Needs(['payouts:approve'])
  async reject(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    await this.approvals.decide(id, 'reject', principal);
    return new Redirect(`payouts/${id}`);
  }
}
