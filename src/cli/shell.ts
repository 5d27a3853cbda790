import { Command } from 'commander';

/** Exit codes of all commands. `person` means that something needs a person's decision. */
export const EXIT = { done: 0, error: 1, person: 3, usage: 64, configuration: 78 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The members of an output stream that commands use. */
export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Environment variables, streams and exit code of a command. Results are written to `stdout`, everything else to
 * `stderr`.
 */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Stream;
  readonly stderr: Stream;
  exitCode: ExitCode;
}

/** Expected error of a command. Its message is shown to the user without a stack trace. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.error,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Option `--json`, which most commands have. */
export interface OutputOptions {
  readonly json?: boolean;
}

/**
 * Creates a command with the option `--json`. For invalid arguments it throws an error and does not end the process.
 */
export function command(name: string, description: string): Command {
  return group(name, description).option('--json', 'print one JSON document, for programs');
}

/** Creates a command that only contains subcommands. */
export function group(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride();
}

/** Prints the result of a command: one JSON document with `--json`, otherwise lines of text. */
export function print(shell: Shell, { json }: OutputOptions, document: object, lines: readonly string[]): void {
  shell.stdout.write(json ? `${JSON.stringify(document)}\n` : lines.map((line) => `${line}\n`).join(''));
}
