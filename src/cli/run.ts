import { commandFailureOf } from './failure.js';
import { program } from './program.js';
import type { Shell } from './shell.js';

/**
 * Runs one command line. `args` do not contain `node` and the script. If the command fails, it prints the error and
 * sets the exit code in `shell`.
 */
export async function run(shell: Shell, args: readonly string[]): Promise<void> {
  try {
    await program(shell).parseAsync(args, { from: 'user' });
  } catch (error) {
    const { exitCode, message } = commandFailureOf(error);
    shell.exitCode = exitCode;
    if (message !== null)
      shell.stderr.write(`${args.includes('--json') ? JSON.stringify({ error: message }) : message}\n`);
  }
}
