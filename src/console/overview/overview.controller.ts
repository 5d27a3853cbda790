import { Get } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import { OverviewService } from '../../payouts/overview/overview.service.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { ConsoleController } from '../console-controller.js';
import { Visitor } from '../session/console.guard.js';
import { Page } from '../view.js';
import { overviewView } from './overview.view.js';

@ConsoleController()
export class OverviewController {
  constructor(
    private readonly overviews: OverviewService,
    private readonly accounts: AccountsService,
  ) {}

  @Get()
  async overview(@Visitor() principal: Principal): Promise<Page> {
    const [overview, { data }] = await Promise.all([this.overviews.overview(principal), this.accounts.list()]);
    return new Page('overview.title', (view) => overviewView(view, overview, data));
  }
}
