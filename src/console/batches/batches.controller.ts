import { Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import type { BatchDecision } from '../../payouts/batches/batch-approvals.js';
import { BatchesService } from '../../payouts/batches/batches.service.js';
import type { ListBatchesDto } from '../../payouts/batches/dto/list-batches.dto.js';
import { csvFile } from '../../payouts/http/csv-file.js';
import { ResourceIdPipe } from '../../payouts/http/resource-id.js';
import { type Principal, READERS } from '../../payouts/payouts.options.js';
import { ConsoleController } from '../console-controller.js';
import { chosen } from '../query.js';
import { Needs, Visitor } from '../session/console.guard.js';
import { Live, Page, Redirect } from '../view.js';
import { batchProgress, batchView, isMoving } from './batch.view.js';
import { batchListView } from './batch-list.view.js';
import { uploadView } from './upload.view.js';

@ConsoleController('batches')
@Needs(READERS)
export class BatchPagesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly accounts: AccountsService,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @Visitor() principal: Principal): Promise<Page> {
    const values = chosen(query, ['cursor']);
    const page = await this.batches.list(values as unknown as ListBatchesDto, principal);
    const ids = page.data.map(({ id }) => id);
    const consumers = await this.batches.consumers(ids, principal);
    return new Page('batches.title', (view) => batchListView(view, { page, consumers, values }));
  }

  @Get('new')
  @Needs(['payouts:write'])
  async form(): Promise<Page> {
    const { data } = await this.accounts.list();
    return new Page('upload.title', (view) => uploadView(view, { accounts: data, problem: null }));
  }

  @Get('template.csv')
  @Needs(['payouts:write'])
  template(): StreamableFile {
    return csvFile([this.batches.templateCsv(undefined)], 'template.csv');
  }

  @Get(':id')
  async get(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Page> {
    const [batch, consumers] = await Promise.all([
      this.batches.get(id, principal),
      this.batches.consumers([id], principal),
    ]);
    const orderedBy = consumers.get(id) ?? null;
    return new Page('batch.title', (view) => batchView(view, batch, orderedBy), 200, { isMoving: isMoving(batch) });
  }

  @Get(':id/progress')
  async progress(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Live> {
    await this.batches.get(id, principal);
    return new Live(async () => {
      const batch = await this.batches.get(id, principal);
      return { body: (view) => batchProgress(view, batch), isOver: !isMoving(batch) };
    });
  }

  @Get(':id/results.csv')
  async results(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<StreamableFile> {
    return csvFile(await this.batches.resultsCsv(id, principal), 'results.csv');
  }

  @Post(':id/approve')
  @Needs(['payouts:approve'])
  approve(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    return this.decide(id, 'approve', principal);
  }

  @Post(':id/reject')
  @Needs(['payouts:approve'])
  reject(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    return this.decide(id, 'reject', principal);
  }

  @Post(':id/cancel')
  @Needs(['payouts:write'])
  cancel(@Param('id', ResourceIdPipe) id: string, @Visitor() principal: Principal): Promise<Redirect> {
    return this.decide(id, 'cancel', principal);
  }

  private async decide(id: string, decision: BatchDecision, principal: Principal): Promise<Redirect> {
    await this.batches.decide(id, decision, principal);
    return new Redirect(`batches/${id}`);
  }
}
