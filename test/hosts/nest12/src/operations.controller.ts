import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  type AccountDto,
  AccountsService,
  ReconciliationQueries,
  ReconciliationService,
  type RunDto,
  StartRunDto,
} from 'cauri';
import { Treasury } from './treasury.module.js';

/** What the finance team of the host may do. */
@Controller()
export class OperationsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly reconciliation: ReconciliationService,
    private readonly runs: ReconciliationQueries,
    private readonly treasury: Treasury,
  ) {}

  @Post('accounts/:name/pause')
  @HttpCode(200)
  pause(@Param('name') name: string, @Body() { reason }: { reason: string }): Promise<AccountDto> {
    return this.accounts.pause(name, 'finance', reason);
  }

  @Post('accounts/:name/resume')
  @HttpCode(200)
  resume(@Param('name') name: string): Promise<AccountDto> {
    return this.accounts.resume(name);
  }

  @Post('reconciliation-runs')
  @HttpCode(202)
  async start(@Body() order: StartRunDto): Promise<{ id: string }> {
    const { id } = await this.reconciliation.start(order);
    return { id };
  }

  @Get('balance')
  async balance(): Promise<unknown> {
    const { status, json } = await this.treasury.balance();
    return { status, balance: json?.balance };
  }

  @Get('reconciliation-runs/:id')
  run(@Param('id') id: string): Promise<RunDto> {
    return this.runs.get(id);
  }
}
