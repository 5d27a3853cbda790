import { Get, Param, Post } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import { type Principal, READERS } from '../../payouts/payouts.options.js';
import { ConsoleController } from '../console-controller.js';
import { Needs, Sent, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { accountsView } from './accounts.view.js';

@ConsoleController('accounts')
@Needs(READERS)
export class AccountPagesController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  async list(): Promise<Page> {
    const { data } = await this.accounts.list();
    return new Page('accounts.title', (view) => accountsView(view, data));
  }

  @Post(':name/pause')
  @Needs(['operations'])
  async pause(
    @Param('name') name: string,
    @Sent() form: SentForm,
    @Visitor() { consumer }: Principal,
  ): Promise<Redirect> {
    await this.accounts.pause(name, consumer, form.text('reason').trim());
    return new Redirect('accounts');
  }

  @Post(':name/resume')
  @Needs(['operations'])
  async resume(@Param('name') name: string): Promise<Redirect> {
    await this.accounts.resume(name);
    return new Redirect('accounts');
  }
}
