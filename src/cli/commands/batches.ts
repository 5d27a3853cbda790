import type { Command } from 'commander';
import { BatchesService } from '../../payouts/batches/batches.service.js';
import type { BatchDto } from '../../payouts/batches/dto/batch.dto.js';
import { table } from '../../terminal/table.js';
import { operator, pageLimit } from '../arguments.js';
import { withService } from '../service.js';
import { command, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['id', 'created', 'rows', 'paid', 'open', 'not paid', 'rejected'];

/**
 * Creates the command `cauri batches`. Its column `open` has the number of accepted rows whose payouts are not yet
 * final.
 */
export function batchesCommand(shell: Shell): Command {
  return command('batches', 'List the batches of all consumers, newest first')
    .option('--limit <number>', 'the most batches, 1 to 100', pageLimit, 20)
    .action(({ limit, ...options }: OutputOptions & { limit: number }) =>
      withService(shell, async (service) => {
        const page = await service.get(BatchesService).list({ limit }, operator('cauri'));
        const lines = page.data.length === 0 ? ['there is no batch'] : table(HEADINGS, page.data.map(toRow));
        print(shell, options, page, lines);
      }),
    );
}

function toRow({ id, createdAt, counts }: BatchDto): (string | number)[] {
  const count = (...names: string[]) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const notPaid = count('failed', 'returned', 'canceled');
  const open = count('accepted') - count('paid') - notPaid;
  return [id, createdAt, count('total'), count('paid'), open, notPaid, count('rejected')];
}
