import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { BatchValidation } from '../../payouts/batches/batch-validation.js';
import { BatchesService } from '../../payouts/batches/batches.service.js';
import type { BatchDto, BatchValidationDto } from '../../payouts/batches/dto/batch.dto.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { CLEAR_LINE, progressBar } from '../../terminal/progress-bar.js';
import { table } from '../../terminal/table.js';
import { consumer, operator, timeout, userName } from '../arguments.js';
import { type Service, withService } from '../service.js';
import { CommandError, command, EXIT, type OutputOptions, print, type Shell } from '../shell.js';

interface PayOptions extends OutputOptions {
  readonly account?: string;
  readonly mode?: string;
  readonly confirmDuplicates?: boolean;
  readonly validate?: boolean;
  readonly as: string;
  readonly timeout: number;
}

/** Interval in milliseconds at which the batch is read while the command waits. */
const ASK_EVERY_MS = 500;
const TEN_MINUTES_MS = 600_000;

/** Creates the command `cauri pay`. */
export function payCommand(shell: Shell): Command {
  return command('pay', 'Pay the rows of a CSV file. Safe to run again: the same file is paid once')
    .argument('<file>', 'a CSV, see docs/batches.md')
    .option('--account <name>', 'account for rows that name none')
    .option('--mode <mode>', 'all_or_nothing, or accept_valid to pay only the valid rows')
    .option('--confirm-duplicates', 'pay rows that look like duplicates of earlier payouts too')
    .option('--validate', 'only check the file, pay nothing')
    .option('--as <consumer>', 'consumer to whom the payouts belong', consumer, userName())
    .addOption(
      new Option('--timeout <duration>', 'longest time to wait').argParser(timeout).default(TEN_MINUTES_MS, '10m'),
    )
    .action((file: string, options: PayOptions) => withService(shell, (service) => pay(shell, service, file, options)));
}

/**
 * Creates a batch from the file, waits until its payouts are settled, and writes the results beside the file. The
 * idempotency key is a hash of the file and the options, so the same file is paid once.
 */
async function pay(shell: Shell, service: Service, file: string, options: PayOptions): Promise<void> {
  const bytes = await readFile(file).catch(() => {
    throw new CommandError(`${file} cannot be read`);
  });
  const request = { body: { contentType: 'text/csv', bytes }, query: queryOf(options) };
  if (options.validate) {
    const validation = await service.get(BatchValidation).validate(request, { consumer: options.as });
    if (!validation.valid || validation.warnings.length > 0) shell.exitCode = EXIT.person;
    return print(shell, options, validation, foundBy(validation));
  }
  const key = { consumer: options.as, idempotencyKey: `file-${hashOf(bytes, request.query)}` };
  const { batch } = await service.get(BatchesService).create(request, key);
  const last = await untilSettled(shell, service, batch.id, options);
  const results = `${file.replace(/\.csv$/i, '')}.results.csv`;
  await writeFile(results, await resultsOf(service, batch.id));
  if (last.counts.paid !== last.counts.total) shell.exitCode = EXIT.person;
  print(shell, options, { ...last, results }, [...summary(last), `Every row with what became of it: ${results}`]);
}

/** Returns the query parameters with which the API gets the same options. */
function queryOf({ account, mode, confirmDuplicates }: PayOptions): Record<string, string> {
  return {
    ...(account === undefined ? {} : { account }),
    ...(mode === undefined ? {} : { mode }),
    ...(confirmDuplicates ? { confirmDuplicates: 'true' } : {}),
  };
}

function hashOf(bytes: Buffer, query: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(query)).update(bytes).digest('hex');
}

/**
 * Waits until every payout of the batch is final or waits for a person, or until the time limit. The command itself
 * sends nothing; the service or `cauri reconcile` must send the payouts meanwhile.
 */
async function untilSettled(shell: Shell, service: Service, id: string, options: PayOptions): Promise<BatchDto> {
  const end = performance.now() + options.timeout;
  const principal = operator(options.as);
  for (;;) {
    const batch = await service.get(BatchesService).get(id, principal);
    const { moving, done } = progressOf(batch);
    const { data: inReview } = await service
      .get(PayoutsService)
      .list({ batchId: id, review: true, limit: 100 }, principal);
    if (shell.stderr.isTTY) {
      const accepted = batch.counts.accepted ?? 0;
      shell.stderr.write(`${CLEAR_LINE}${progressBar(done, accepted)} ${done} of ${accepted} payouts are final`);
    }
    const ended = moving <= inReview.length || performance.now() > end;
    if (ended && shell.stderr.isTTY) shell.stderr.write(CLEAR_LINE);
    if (ended) return batch;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** Returns the number of payouts that the worker can still change (`moving`), and the number of final ones (`done`). */
function progressOf({ counts }: BatchDto): { moving: number; done: number } {
  const sum = (...statuses: string[]) => statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
  return {
    moving: sum('queued', 'submitting', 'unconfirmed', 'processing'),
    done: sum('paid', 'failed', 'returned', 'canceled'),
  };
}

async function resultsOf(service: Service, id: string): Promise<string> {
  let text = '';
  for await (const part of await service.get(BatchesService).resultsCsv(id, operator('cauri'))) text += part;
  return text;
}

function summary({ id, counts, errors }: BatchDto): string[] {
  const rows = Object.entries(counts).filter(([, count]) => count > 0);
  const bad = errors.map(({ row, field, message }) => [String(row), field ?? '', message]);
  return [
    `Batch ${id}`,
    ...table(['', 'rows'], rows).slice(1),
    ...(bad.length > 0 ? ['', ...table(['row', 'column', 'what is wrong'], bad)] : []),
  ];
}

function foundBy({ counts, errors, warnings, funds, approvals }: BatchValidationDto): string[] {
  const found = [
    ...errors.map(({ row, field, message }) => [String(row), field ?? '', message]),
    ...warnings.map(({ row, message }) => [String(row), 'likely duplicate', message]),
  ];
  return [
    `${counts.valid} of ${counts.total} rows can be paid; nothing was stored.`,
    ...funds.map(
      ({ account, needed, committed }) => `${account} needs ${needed} (${committed} are under way already).`,
    ),
    ...(approvals.rows > 0 ? [`${approvals.rows} rows wait for an approval first.`] : []),
    ...(found.length > 0 ? ['', ...table(['row', 'column', 'what is wrong'], found)] : []),
  ];
}
