import { type Command, Option } from 'commander';
import { EngineContext } from '../../payouts/engine/engine-context.js';
import { WorkCounter } from '../../payouts/engine/work-counter.js';
import { Worker } from '../../payouts/engine/worker.js';
import { WorkerLock } from '../../payouts/storage/database/worker-lock.js';
import { table } from '../../terminal/table.js';
import { timeout } from '../arguments.js';
import { onInterruption } from '../reconcile/interruption.js';
import { Progress } from '../reconcile/progress.js';
import { type Reconciled, type ReconcileOptions, Reconciler } from '../reconcile/run-due-work.js';
import { verdict } from '../reconcile/verdict.js';
import { type Service, withService } from '../service.js';
import { CommandError, command, type OutputOptions, print, type Shell } from '../shell.js';

const TEN_MINUTES_MS = 600_000;
const PROGRESS_EVERY_MS = 1_000;

const HELP = `
THIS SENDS MONEY: payouts that wait to be sent are sent, unless --read-only is given.
It does what the service's worker does, with the same protocol, and may be killed and
started again at any moment. On SQLite it exits 1 beside a running worker; on MySQL
and MariaDB any number of them work side by side.

Prints { submitted, read, settled, review, errors } on standard output, as JSON unless
that is a terminal; progress and remarks go to standard error.
Exits 0 when all due work is done (with --until-idle: when nothing is open any more),
3 when payouts are in review or only a person can end the hold of an account,
1 when the time was over, a provider could not be reached or read, or it was interrupted.
If both apply, it exits 3.
Ctrl-C begins nothing new and waits for the answers of POSTs under way.`;

interface Options extends OutputOptions {
  readonly untilIdle?: boolean;
  readonly readOnly?: boolean;
  readonly timeout: number;
}

/**
 * Creates the command `cauri reconcile`. It does the work that the service's worker would do now, and ends. This
 * includes sending payouts, unless `--read-only` is given.
 */
export function reconcileCommand(shell: Shell): Command {
  return command('reconcile', 'Do all due work, INCLUDING SENDING, and print what was done')
    .option('--until-idle', 'continue until no payout is open or the time is over')
    .option('--read-only', 'send nothing, only read the providers')
    .addOption(new Option('--timeout <duration>', 'longest duration').argParser(timeout).default(TEN_MINUTES_MS, '10m'))
    .addHelpText('after', HELP)
    .action(async ({ untilIdle = false, readOnly = false, timeout: timeoutMs, json = false }: Options) => {
      const options = { untilIdle, readOnly, timeoutMs };
      const progress = new Progress(shell.stderr, { json });
      const result = await withService(shell, (service) => reconcile(service, options, progress), progress);
      const { exitCode, remarks } = verdict(result, options);
      // If the output is not a terminal, a program reads it, so it is JSON.
      print(shell, { json: json || !shell.stdout.isTTY }, result.counts, counted(result));
      for (const remark of remarks) shell.stderr.write(`${json ? JSON.stringify({ remark }) : remark}\n`);
      shell.exitCode = exitCode;
    });
}

/**
 * Runs the worker and shows the progress every second. At a stop signal it begins nothing new and returns what was
 * done.
 * @throws CommandError if another process is the worker of this database
 */
async function reconcile(service: Service, options: ReconcileOptions, progress: Progress): Promise<Reconciled> {
  const context = service.get(EngineContext);
  if (!service.get(WorkerLock).tryAcquire()) {
    throw new CommandError('another process is the worker of this database: stop it, or start it with WORKER=off');
  }
  const reconciler = new Reconciler(context, service.get(Worker), service.get(WorkCounter), options);
  const stopListening = onInterruption(() => reconciler.interrupt(), context.timings.submitTimeout);
  const show = async (): Promise<void> => {
    const { counts } = reconciler;
    progress.show({ counts, open: await reconciler.open() });
  };
  await show();
  // Ignores an error of this query, because the run itself reports problems of the database.
  const timer = setInterval(() => void show().catch(() => undefined), PROGRESS_EVERY_MS);
  try {
    return await reconciler.run();
  } finally {
    clearInterval(timer);
    stopListening();
    progress.clear();
  }
}

function counted({ counts }: Reconciled): string[] {
  return table(
    ['', ''],
    Object.entries(counts).map(([what, count]) => [what, String(count)]),
  ).slice(1);
}
