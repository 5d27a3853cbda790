#!/usr/bin/env node
import { failureOf } from './failure.js';
import { program } from './program.js';
import { EXIT, type Shell } from './shell.js';

async function main(shell: Shell): Promise<void> {
  try {
    await program(shell).parseAsync(process.argv);
  } catch (error) {
    const { exitCode, message } = failureOf(error);
    shell.exitCode = exitCode;
    if (message === null) return;
    const asked = process.argv.includes('--json');
    shell.stderr.write(`${asked ? JSON.stringify({ error: message }) : message}\n`);
  }
}

// Whoever read our output has gone, as `head` does: what is under way is still brought to its end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const shell: Shell = {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  exitCode: EXIT.done,
};

void main(shell).then(() => process.exit(shell.exitCode));
