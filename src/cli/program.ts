import { type Command, Option } from 'commander';
import { accountsCommand } from './commands/accounts.js';
import { backupCommand } from './commands/backup.js';
import { batchesCommand } from './commands/batches.js';
import { callbacksCommand, webhooksCommand } from './commands/callbacks.js';
import { doctorCommand } from './commands/doctor.js';
import { endpointsCommand } from './commands/endpoints.js';
import { explainCommand } from './commands/explain.js';
import { keysCommand } from './commands/keys.js';
import { migrateCommand } from './commands/migrate.js';
import { payCommand } from './commands/pay.js';
import { payoutsCommand } from './commands/payouts.js';
import { reconcileCommand } from './commands/reconcile.js';
import { reviewCommand } from './commands/review.js';
import { sandboxCommand } from './commands/sandbox.js';
import { statementCommand } from './commands/statement.js';
import { verifyCommand } from './commands/verify.js';
import { group, type Shell } from './shell.js';
import { VERSION } from './version.js';

const COMMANDS: readonly ((shell: Shell) => Command)[] = [
  migrateCommand,
  payCommand,
  batchesCommand,
  payoutsCommand,
  reconcileCommand,
  statementCommand,
  explainCommand,
  reviewCommand,
  accountsCommand,
  keysCommand,
  callbacksCommand,
  endpointsCommand,
  doctorCommand,
  verifyCommand,
  backupCommand,
  sandboxCommand,
];

const EXIT_CODES = `
Exit codes: 0 done, 1 error, 3 something needs a person, 64 usage, 78 configuration.
If 1 and 3 both apply, it is 3.
The configuration is the environment, the same as the service's.`;

/** Creates the command `cauri` with all its subcommands. `cauri webhooks`, an old name, is hidden in the help. */
export function program(shell: Shell): Command {
  const cauri = group('cauri', 'Payouts through JumiaPay Credits and Djamo Business').addHelpText('after', EXIT_CODES);
  cauri.version(VERSION, '--version', 'print the version');
  // Each command names `--json` in its help. commander gives it to this one, wherever it is written.
  cauri.addOption(new Option('--json').hideHelp());
  cauri.hook('preAction', (_, action) => void (cauri.opts().json && action.setOptionValue('json', true)));
  for (const make of COMMANDS) cauri.addCommand(make(shell));
  cauri.addCommand(webhooksCommand(shell), { hidden: true });
  return cauri;
}
