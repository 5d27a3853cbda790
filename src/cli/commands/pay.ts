import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { BatchValidation } from '../../payouts/batches/batch-validation.js';
import { BatchesService } from '../../payouts/batches/batches.service.js';
import { RESULT_COLUMNS, readCsv } from '../../payouts/batches/csv/read-csv.js';
import { BOM } from '../../payouts/batches/csv/write-csv.js';
import type { BatchDto, BatchFundsDto, BatchValidationDto } from '../../payouts/batches/dto/batch.dto.js';
import type { ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { CLEAR_LINE, progressBar } from '../../terminal/progress-bar.js';
import { table } from '../../terminal/table.js';
import { consumer, operator, timeout, userName } from '../arguments.js';
import { type Service, withService } from '../service.js';
import { CommandError, command, EXIT, type ExitCode, type OutputOptions, print, type Shell } from '../shell.js';

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

/**
 * Creates the command `cauri pay`. It stores the payouts and waits for their results, but sends none. The service or
 * `cauri reconcile` must run meanwhile and send them.
 */
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
 * Creates a batch from the file, waits until its payouts are final or in review, and writes the results to a file
 * beside it, which may replace an older one. The idempotency key is a hash of the content of the file, without the
 * options. So the same file is paid only once, whatever the options. With `--validate` nothing is paid: the problems of
 * the file are printed.
 * @throws CommandError if a file cannot be read or written, or if the same file was paid with other options
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
  const key = { consumer: options.as, idempotencyKey: `file-${createHash('sha256').update(bytes).digest('hex')}` };
  const { batch } = await service
    .get(BatchesService)
    .create(request, key)
    .catch((error) => {
      throw paidOtherwise(error) ? new CommandError(`${file} was paid with other options: ${OTHER_OPTIONS}`) : error;
    });
  const last = await untilSettled(shell, service, batch.id, options);
  const text = await resultsOf(service, batch.id);
  const results = `${file.replace(/\.csv$/i, '')}.results.csv`;
  await writeFile(results, text).catch(() => {
    throw new CommandError(`the batch ${batch.id} is stored, but ${results} cannot be written`);
  });
  shell.exitCode = exitCodeOf(last);
  if (last.isLate)
    shell.stderr.write('The time is over before all payouts are final: run it again to go on waiting.\n');
  const lines = [...summary(last.batch, await notPaid(text)), `Every row with what became of it: ${results}`];
  print(shell, options, { ...last.batch, results }, lines);
}

const OTHER_OPTIONS = 'nothing was paid again. Repeat those options to see what became of it';

/** Returns true if the error says that the same file was already paid as a batch with other options. */
function paidOtherwise(error: unknown): boolean {
  return error instanceof PayoutError && error.code === 'idempotency_key_reused';
}

/** Returns the options of the command as query parameters of the API. Options that are not given are left out. */
function queryOf({ account, mode, confirmDuplicates }: PayOptions): Record<string, string> {
  return {
    ...(account === undefined ? {} : { account }),
    ...(mode === undefined ? {} : { mode }),
    ...(confirmDuplicates ? { confirmDuplicates: 'true' } : {}),
  };
}

/** Statuses of payouts that Cauri still works on. They change without a person's action. */
const MOVING = ['queued', 'submitting', 'unconfirmed', 'processing'] as const;

interface Waited {
  readonly batch: BatchDto;
  /** True if the time limit ended the wait while a payout of the batch had a status of `MOVING`. */
  readonly isLate: boolean;
  /** True if a payout waits for a person's decision. */
  readonly isInReview: boolean;
}

/**
 * Waits until every payout of the batch is final or waits for a person, or until the time limit. The command itself
 * sends nothing; the service or `cauri reconcile` must send the payouts meanwhile.
 */
async function untilSettled(shell: Shell, service: Service, id: string, options: PayOptions): Promise<Waited> {
  const end = performance.now() + options.timeout;
  const principal = operator(options.as);
  const any = async (filter: Pick<ListPayoutsDto, 'review' | 'status'>): Promise<boolean> => {
    const page = await service.get(PayoutsService).list({ batchId: id, limit: 1, ...filter }, principal);
    return page.data.length > 0;
  };
  for (;;) {
    const isMoving = await any({ review: false, status: MOVING });
    const batch = await service.get(BatchesService).get(id, principal);
    if (shell.stderr.isTTY) {
      const [done, accepted] = [sum(batch, 'paid', 'failed', 'returned', 'canceled'), sum(batch, 'accepted')];
      shell.stderr.write(`${CLEAR_LINE}${progressBar(done, accepted)} ${done} of ${accepted} payouts are final`);
    }
    const ended = !isMoving || performance.now() > end;
    if (ended && shell.stderr.isTTY) shell.stderr.write(CLEAR_LINE);
    if (ended) return { batch, isLate: isMoving, isInReview: await any({ review: true }) };
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/**
 * Returns the exit code: 0 if all rows are paid, 1 if the only problem is that the time limit ended the wait, otherwise
 * 3, because a person has to look at a row.
 */
function exitCodeOf({ batch, isLate, isInReview }: Waited): ExitCode {
  const unpaid = sum(batch, 'total') - sum(batch, 'paid');
  if (unpaid === 0 && !isInReview) return EXIT.done;
  return isLate && !isInReview && unpaid === sum(batch, ...MOVING) ? EXIT.error : EXIT.person;
}

function sum({ counts }: BatchDto, ...names: readonly string[]): number {
  return names.reduce((total, name) => total + (counts[name] ?? 0), 0);
}

async function resultsOf(service: Service, id: string): Promise<string> {
  let text = '';
  for await (const part of await service.get(BatchesService).resultsCsv(id, operator('cauri'))) text += part;
  return text;
}

/** Statuses of rows whose payout was not paid, or was paid and returned later. */
const NOT_PAID: readonly string[] = ['failed', 'returned', 'canceled', 'rejected'];

/**
 * Returns a table line for each row of `results.csv` that was not paid: row (counted from 1 below the heading), status,
 * and what is wrong.
 */
async function notPaid(results: string): Promise<string[][]> {
  const { width, records } = await readCsv(results.replace(BOM, ''));
  return records.flatMap((record, index) => {
    const [, status = '', , error = ''] = record.slice(width - RESULT_COLUMNS.length);
    return NOT_PAID.includes(status) ? [[String(index + 1), status, error]] : [];
  });
}

function summary({ id, counts }: BatchDto, bad: string[][]): string[] {
  const rows = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `Batch ${id}`,
    ...table(['', 'rows'], rows).slice(1),
    ...(bad.length > 0 ? ['', ...table(['row', 'status', 'what is wrong'], bad)] : []),
  ];
}

function foundBy({ counts, errors, warnings, funds, approvals }: BatchValidationDto): string[] {
  const found = [
    ...errors.map(({ row, field, message }) => [String(row), field ?? '', message]),
    ...warnings.map(({ row, message }) => [String(row), 'likely duplicate', message]),
  ];
  return [
    `${counts.valid} of ${counts.total} rows can be paid; nothing was stored.`,
    ...funds.map(fundsLine),
    ...(approvals.rows > 0
      ? [`${approvals.rows} rows wait for an approval first, of ${approvals.approvers} consumers at most.`]
      : []),
    ...(approvals.remark === null ? [] : [`${approvals.remark}.`]),
    ...(found.length > 0 ? ['', ...table(['row', 'column', 'what is wrong'], found)] : []),
  ];
}

function fundsLine({ account, needed, committed, balance, shortfall }: BatchFundsDto): string {
  const has = balance === null ? 'its balance is not known' : `its balance is ${balance}`;
  const lacks = shortfall === null ? '' : `: ${shortfall} are missing`;
  return `${account} needs ${needed}, ${committed} are queued or under way already, ${has}${lacks}.`;
}
