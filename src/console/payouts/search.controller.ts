import { Get, Post } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import { readPhoneCell } from '../../payouts/batches/csv/cells.js';
import type { ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import { isUuid } from '../../payouts/http/resource-id.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import { type Principal, READERS } from '../../payouts/payouts.options.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { ConsoleController } from '../console-controller.js';
import { html } from '../html.js';
import { Needs, Sent, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { payoutTable } from './payout-list.view.js';

/**
 * Finds payouts: by id if the text is a UUID, then by reference, then by recipient. A single result is opened at once.
 * The text is sent by POST, so that phone numbers and e-mail addresses do not appear in URLs.
 */
@ConsoleController('search')
@Needs(READERS)
export class SearchController {
  constructor(
    private readonly payouts: PayoutsService,
    private readonly accounts: AccountsService,
  ) {}

  /** Redirects to the list of payouts, for example when a result page is reloaded. */
  @Get()
  again(): Redirect {
    return new Redirect('payouts');
  }

  @Post()
  async search(@Sent() form: SentForm, @Visitor() principal: Principal): Promise<Page | Redirect> {
    const found = await this.find(form.text('q').trim(), principal);
    const [only] = found;
    if (only !== undefined && found.length === 1) return new Redirect(`payouts/${only.id}`);
    return new Page('search.title', (view) =>
      found.length === 0 ? html`<p>${view.t('search.none')}</p>` : payoutTable(view, found),
    );
  }

  private async find(text: string, principal: Principal): Promise<readonly PayoutDto[]> {
    if (text === '') return [];
    const byId = isUuid(text) ? await this.byId(text.toLowerCase(), principal) : [];
    if (byId.length > 0) return byId;
    const byReference = await this.list({ reference: text }, principal);
    if (byReference.length > 0) return byReference;
    for (const recipient of await this.recipientsIn(text)) {
      const found = await this.list({ recipient }, principal);
      if (found.length > 0) return found;
    }
    return [];
  }

  /**
   * Returns the recipients that a text may mean. A phone number may be written as in a file of payouts, also as a
   * national number of the country of an account.
   */
  private async recipientsIn(text: string): Promise<ReadonlySet<string>> {
    if (text.includes('@')) return new Set([text]);
    const { data } = await this.accounts.list();
    const read = [null, ...data.map(({ country }) => country)].map((country) => readPhoneCell(text, country));
    const values = read.flatMap((cell) => ('value' in cell ? cell.value : []));
    return new Set([...values, `+${text.replace(/\D/g, '').replace(/^00/, '')}`]);
  }

  private async byId(id: string, principal: Principal): Promise<readonly PayoutDto[]> {
    try {
      return [await this.payouts.get(id, principal)];
    } catch (error) {
      if (error instanceof PayoutError && error.code === 'not_found') return [];
      throw error;
    }
  }

  /** Returns the payouts that match a filter. Returns an empty list if the filter does not allow the value. */
  private async list(filter: Record<string, string>, principal: Principal): Promise<readonly PayoutDto[]> {
    try {
      return (await this.payouts.list(filter as unknown as ListPayoutsDto, principal)).data;
    } catch (error) {
      if (error instanceof PayoutError && error.code === 'validation_failed') return [];
      throw error;
    }
  }
}
