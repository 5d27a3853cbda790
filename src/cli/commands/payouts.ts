import type { Command } from 'commander';
import { ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import { validated } from '../../payouts/dto/validated.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { table } from '../../terminal/table.js';
import { operator, pageLimit } from '../arguments.js';
import { withService } from '../service.js';
import { command, group, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['id', 'status', 'amount', 'recipient'];

interface ListOptions extends OutputOptions {
  readonly status?: string;
  readonly account?: string;
  readonly batch?: string;
  readonly reference?: string;
  readonly recipient?: string;
  readonly limit: number;
}

/** Creates the command `cauri payouts`, with the subcommand `list`, which shows at most 100. */
export function payoutsCommand(shell: Shell): Command {
  return group('payouts', 'Payouts of all consumers').addCommand(listCommand(shell));
}

function listCommand(shell: Shell): Command {
  return command('list', 'List payouts, newest first')
    .option('--status <statuses>', 'comma-separated, such as queued,processing')
    .option('--account <name>', 'only of this account')
    .option('--batch <id>', 'only of this batch')
    .option('--reference <text>', "only with this consumer's own id")
    .option('--recipient <text>', 'only to this phone number or e-mail address, exactly')
    .option('--limit <number>', 'the most payouts, 1 to 100', pageLimit, 20)
    .action(({ json = false, batch, ...filters }: ListOptions) =>
      withService(shell, async (service) => {
        const query = validated(ListPayoutsDto, { ...filters, ...(batch === undefined ? {} : { batchId: batch }) });
        const page = await service.get(PayoutsService).list(query, operator('cauri'));
        const lines = page.data.length === 0 ? ['there is no such payout'] : table(HEADINGS, page.data.map(toRow));
        print(shell, { json }, page, lines);
      }),
    );
}

function toRow({ id, status, review, amount, currency, recipient }: PayoutDto): string[] {
  const state = review === null ? status : `${status}, in review`;
  return [id, state, `${amount} ${currency}`, recipient.msisdn ?? recipient.email ?? ''];
}
