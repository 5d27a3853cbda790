import type { Command } from 'commander';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import { table } from '../../terminal/table.js';
import { consumer, decider } from '../arguments.js';
import { withService } from '../service.js';
import { command, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['name', 'provider', 'country', 'money', 'limits', 'left today', 'balance', 'committed'];

/** Creates the command `cauri accounts`, with the subcommands `pause` and `resume`. `pause` stores who did it. */
export function accountsCommand(shell: Shell): Command {
  return command('accounts', 'List the accounts: limits, balance, what is queued or under way, and holds')
    .action((options: OutputOptions) =>
      withService(shell, async (service) => {
        const page = await service.get(AccountsService).list();
        print(shell, options, page, [...table(HEADINGS, page.data.map(toRow)), ...page.data.flatMap(remarksOn)]);
      }),
    )
    .addCommand(pauseCommand(shell))
    .addCommand(resumeCommand(shell));
}

function pauseCommand(shell: Shell): Command {
  return command('pause', 'Stop sending from an account until it is resumed; reading goes on')
    .argument('<name>', 'name, as `cauri accounts` shows it')
    .requiredOption('--reason <text>', 'why, for everybody who looks')
    .option('--by <name>', 'who pauses it; default: the user of this machine, unless that is root', consumer)
    .action(async (name: string, options: OutputOptions & { reason: string; by?: string }) => {
      const { reason, by } = options;
      const person = decider(by);
      await withService(shell, async (service) => {
        const account = await service.get(AccountsService).pause(name, person, reason);
        print(shell, options, account, [`${account.name} is paused`]);
      });
    });
}

function resumeCommand(shell: Shell): Command {
  return command('resume', 'Send from an account again; ends any hold')
    .argument('<name>', 'name, as `cauri accounts` shows it')
    .action((name: string, options: OutputOptions) =>
      withService(shell, async (service) => {
        const account = await service.get(AccountsService).resume(name);
        print(shell, options, account, [`${account.name} sends again`]);
      }),
    );
}

function toRow({ name, provider, country, currencies, limits, balance, committed }: AccountDto): string[] {
  const range = limits.min === null && limits.max === null ? '-' : `${limits.min ?? ''}..${limits.max ?? ''}`;
  const money = [limits.dailyLeft ?? '-', balance?.amount ?? '-', committed.amount];
  return [name, provider, country ?? '-', currencies.join(','), range, ...money];
}

/**
 * Returns a line about the hold of the account (the reason why no payouts are sent from it) and a line with the time of
 * its balance. Leaves out a line if the account has no hold or no balance.
 */
function remarksOn({ name, balance, hold }: AccountDto): string[] {
  const until = hold?.until ? ` until ${hold.until}` : '';
  return [
    ...(hold === null ? [] : [`${name} is held by ${hold.by}: ${hold.reason}${until}`]),
    ...(balance === null ? [] : [`The balance of ${name} is of ${balance.asOf}.`]),
  ];
}
