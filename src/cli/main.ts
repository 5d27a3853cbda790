#!/usr/bin/env node
import { run } from './run.js';
import { EXIT, type Shell } from './shell.js';

/**
 * Waits until all output is written, which may be after `write` has returned. If the output cannot be written, for
 * example because the disk is full, it prints an error and sets the exit code.
 */
async function printed(shell: Shell): Promise<void> {
  const failure = await new Promise<Error | null>((resolve) => {
    process.stdout.write('', (error) => resolve(error ?? lastFailure));
  });
  const { code } = (failure ?? {}) as NodeJS.ErrnoException;
  if (failure === null || code === READER_GONE) return;
  shell.exitCode = EXIT.error;
  process.stderr.write(`the result could not be written (${code})\n`);
}

/**
 * Error code of a write after the program that reads the output has ended, as `head` does. It is not treated as an
 * error: the command still finishes its work.
 */
const READER_GONE = 'EPIPE';
let lastFailure: Error | null = null;
process.stdout.on('error', (error) => {
  lastFailure = error;
});
process.stderr.on('error', () => undefined);

const shell: Shell = {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  exitCode: EXIT.done,
};

void run(shell, process.argv.slice(2))
  .then(() => printed(shell))
  .then(() => process.exit(shell.exitCode));
