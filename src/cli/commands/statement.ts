import type { Command } from 'commander';
import type { DiscrepancyDto, RunDto } from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import { ReconciliationService } from '../../payouts/reconciliation/reconciliation.service.js';
import { ReconciliationQueries } from '../../payouts/reconciliation/reconciliation-queries.js';
import { table } from '../../terminal/table.js';
import { time } from '../arguments.js';
import { everyPage } from '../pages.js';
import { type Service, withService } from '../service.js';
import { CommandError, command, EXIT, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['kind', 'payout', 'at the provider', 'reference', 'expected', 'actual'];

interface StatementOptions extends OutputOptions {
  readonly account: string;
  readonly since: string;
  readonly until?: string;
}

/**
 * Creates the command `cauri statement`, which compares the provider's own list of transactions with the database. If
 * the list has a transaction of a payout that Cauri cannot have sent, the account gets a hold: no payouts are sent from
 * it.
 */
export function statementCommand(shell: Shell): Command {
  return command(
    'statement',
    "Compare the provider's list of transactions with the database; exit code 3 if they differ",
  )
    .requiredOption('--account <name>', 'one whose provider has a list')
    .requiredOption('--since <time>', 'inclusive, such as 2026-12-24T00:00:00Z', time)
    .option('--until <time>', 'end of the window, exclusive; default: now', time)
    .action(({ account, since, until, ...options }: StatementOptions) =>
      withService(shell, async (service) => {
        const run = await compare(service, { account, since, ...(until !== undefined && { until }) });
        const discrepancies = await discrepanciesOf(service, run.id);
        const { movements } = service.get(ReconciliationService).remarksOn(run.id);
        print(shell, options, { run, discrepancies, movements }, [...lines(discrepancies), ...apart(movements)]);
        if (discrepancies.length > 0) shell.exitCode = EXIT.person;
      }),
    );
}

/**
 * Compares the statement with the database, waits for the end and returns the finished run, which is also stored.
 * @throws CommandError if the statement could not be read to its end
 */
async function compare(service: Service, request: { account: string; since: string; until?: string }): Promise<RunDto> {
  const reconciliation = service.get(ReconciliationService);
  const { id } = await reconciliation.start({ kind: 'statement', ...request });
  await reconciliation.idle();
  const run = await service.get(ReconciliationQueries).get(id);
  if (run.status !== 'done') {
    const { reason } = reconciliation.remarksOn(id);
    throw new CommandError(`the statement of ${request.account} could not be read to its end: ${reason}`);
  }
  return run;
}

function discrepanciesOf(service: Service, id: string): Promise<DiscrepancyDto[]> {
  const queries = service.get(ReconciliationQueries);
  return everyPage((page) => queries.discrepancies(id, page));
}

/**
 * Returns a line about the transactions that are not payouts, such as received money and fees. Returns no line if there
 * are none.
 */
function apart(movements: number): string[] {
  return movements === 0 ? [] : [`besides, ${movements} movements of the account are no transfers`];
}

function lines(discrepancies: readonly DiscrepancyDto[]): string[] {
  if (discrepancies.length === 0) return ['the statement agrees with the books'];
  const rows = discrepancies.map(({ kind, payoutId, providerId, reference, expected, actual }) =>
    [kind, payoutId, providerId, reference, expected, actual].map((cell) => cell ?? '-'),
  );
  return table(HEADINGS, rows);
}
