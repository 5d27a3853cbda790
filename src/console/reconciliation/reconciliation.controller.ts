import { Get, Param, Post, Query } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import { ResourceIdPipe } from '../../payouts/http/resource-id.js';
import type {
  ListDiscrepanciesDto,
  PageDto,
  StartRunDto,
} from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import { ReconciliationService } from '../../payouts/reconciliation/reconciliation.service.js';
import { ReconciliationQueries } from '../../payouts/reconciliation/reconciliation-queries.js';
import { ConsoleController } from '../console-controller.js';
import { chosen, timeIn } from '../query.js';
import { Needs, Sent } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Live, Page, Redirect } from '../view.js';
import { discrepancyListView } from './discrepancy-list.view.js';
import { runFacts, runView } from './run.view.js';
import { runListView } from './run-list.view.js';

@ConsoleController('reconciliation')
@Needs(['operations'])
export class ReconciliationPagesController {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly queries: ReconciliationQueries,
    private readonly accounts: AccountsService,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>): Promise<Page> {
    const values = chosen(query, ['cursor']);
    const [page, { data }] = await Promise.all([this.queries.list(values as unknown as PageDto), this.accounts.list()]);
    return new Page('reconciliation.title', (view) => runListView(view, { page, values, accounts: data }));
  }

  @Post()
  async start(@Sent() form: SentForm): Promise<Redirect> {
    const order = {
      ...chosen({ account: form.text('account') }, ['account']),
      kind: form.text('kind'),
      readOnly: form.text('readOnly') === 'true',
      since: timeIn(form.text('since')) || null,
      until: timeIn(form.text('until')) || null,
    };
    const { id } = await this.reconciliation.start(order as StartRunDto);
    return new Redirect(`reconciliation/${id}`);
  }

  @Get('discrepancies')
  async discrepancies(@Query() query: Record<string, unknown>): Promise<Page> {
    const values = chosen(query, ['account', 'since', 'cursor']);
    const [page, { data }] = await Promise.all([
      this.queries.allDiscrepancies(values as unknown as ListDiscrepanciesDto),
      this.accounts.list(),
    ]);
    return new Page('discrepancies.title', (view) => discrepancyListView(view, { page, values, accounts: data }));
  }

  @Get(':id')
  async get(@Param('id', ResourceIdPipe) id: string, @Query() query: Record<string, unknown>): Promise<Page> {
    const values = chosen(query, ['cursor']);
    const [run, page] = await Promise.all([
      this.queries.get(id),
      this.queries.discrepancies(id, values as unknown as PageDto),
    ]);
    const remarks = this.reconciliation.remarksOn(id);
    return new Page('run.title', (view) => runView(view, { run, remarks, page, values }), 200, {
      isMoving: run.status === 'running',
    });
  }

  @Get(':id/progress')
  async progress(@Param('id', ResourceIdPipe) id: string): Promise<Live> {
    await this.queries.get(id);
    return new Live(async () => {
      const run = await this.queries.get(id);
      const remarks = this.reconciliation.remarksOn(id);
      return { body: (view) => runFacts(view, { run, remarks }), isOver: run.status !== 'running' };
    });
  }
}
