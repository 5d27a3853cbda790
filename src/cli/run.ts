import { commandFailureOf } from './failure.js';
import { program } from './program.js';
import type { Shell } from './shell.js';

/** Runs one command line, without `node` and the script. Sets the exit code and prints the error if it fails. */
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
