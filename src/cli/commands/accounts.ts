import type { Command } from 'commander';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import { withService } from '../service.js';
import { command, type OutputOptions, print, type Shell, table } from '../shell.js';

const HEADINGS = ['name', 'provider', 'country', 'currencies', 'limits', 'held'];

export function accountsCommand(shell: Shell): Command {
  return command('accounts', 'The accounts that payouts are sent from, and what holds them').action(
    (options: OutputOptions) =>
      withService(shell, async (service) => {
        const page = await service.get(AccountsService).list();
        print(shell, options, page, table(HEADINGS, page.data.map(toRow)));
      }),
  );
}

function toRow({ name, provider, country, currencies, limits, hold }: AccountDto): string[] {
  const range = limits.min === null && limits.max === null ? '-' : `${limits.min ?? ''}..${limits.max ?? ''}`;
  const held =
    hold === null ? '-' : `by ${hold.by}: ${hold.reason}${hold.until === null ? '' : ` until ${hold.until}`}`;
  return [name, provider, country ?? '-', currencies.join(','), range, held];
}
