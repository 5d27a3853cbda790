import { commandFailureOf } from './failure.js';
import { program } from './program.js';
import type { Shell } from './shell.js';

/**
 * Runs one command line and waits for its end. `args` do not contain `node` and the script. If the command fails, it
 * prints the error to `stderr`, as JSON with `--json`, and sets the exit code in `shell`. It never rejects.
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
