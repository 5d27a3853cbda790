import { Command } from 'commander';

/**
 * Exit codes of all commands. `person` means that something needs a person's decision. `usage` and `configuration` are
 * those of sysexits.h.
 */
export const EXIT = { done: 0, error: 1, person: 3, usage: 64, configuration: 78 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An output stream, with the members that commands use. `isTTY` is true if it is a terminal. */
export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Environment variables, streams and exit code of a command. Results are written to `stdout`, everything else to
 * `stderr`. The process ends with the last `exitCode` that was set.
 */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Stream;
  readonly stderr: Stream;
  exitCode: ExitCode;
}

/**
 * Expected error of a command, such as a missing file. Its message is shown to the user without a stack trace. The exit
 * code is 1 unless given.
 */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.error,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Option `--json`, which most commands have. Undefined if it is not given. */
export interface OutputOptions {
  readonly json?: boolean;
}

/**
 * Creates a command with the option `--json`. If the arguments are invalid, parsing prints the problem and throws a
 * CommanderError; it does not end the process.
 */
export function command(name: string, description: string): Command {
  return group(name, description).option('--json', 'print one JSON document, for programs');
}

/** Creates a command that only contains subcommands and has no options. It reports invalid arguments like `command`. */
export function group(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride();
}

/**
 * Prints the result of a command to `stdout`: `document` as one line of JSON with `--json`, otherwise `lines`, each
 * with a newline.
 */
export function print(shell: Shell, { json }: OutputOptions, document: object, lines: readonly string[]): void {
  shell.stdout.write(json ? `${JSON.stringify(document)}\n` : lines.map((line) => `${line}\n`).join(''));
}
