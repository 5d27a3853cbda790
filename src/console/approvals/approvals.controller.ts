import { Get, Query } from '@nestjs/common';
import type { ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { ConsoleController } from '../console-controller.js';
import { html } from '../html.js';
import { payoutTable } from '../payouts/payout-list.view.js';
import { chosen } from '../query.js';
import { Needs, Visitor } from '../session/console.guard.js';
import { Page } from '../view.js';
import { pager } from '../views/parts.js';

/**
 * Lists the payouts that wait for an approval. They are approved on the page of each payout, which shows all its data.
 */
@ConsoleController('approvals')
@Needs(['payouts:approve'])
export class ApprovalPagesController {
  constructor(private readonly payouts: PayoutsService) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @Visitor() principal: Principal): Promise<Page> {
    const values = chosen(query, ['account', 'batchId', 'cursor']);
    const filter = { ...values, status: 'awaiting_approval' } as unknown as ListPayoutsDto;
    const page = await this.payouts.list(filter, principal);
    return new Page('approvals.title', (view) =>
      page.data.length === 0
        ? html`<p class="alert good">${view.t('approvals.none')}</p>`
        : html`<p>${view.t('approvals.hint')}</p>${payoutTable(view, page.data)}${pager(view, 'approvals', new URLSearchParams(values), page.nextCursor)}`,
    );
  }
}
