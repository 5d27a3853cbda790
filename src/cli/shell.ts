import { Command } from 'commander';

export const EXIT = { done: 0, error: 1, person: 3, usage: 64, configuration: 78 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The members of a stream that commands use. */
export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The environment variables and streams of a command. Results go to `stdout`, everything else to `stderr`. */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Stream;
  readonly stderr: Stream;
  exitCode: ExitCode;
}

/** An expected error of a command. Its message is shown to the user. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.error,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export interface OutputOptions {
  readonly json?: boolean;
}

/** Creates a command with the option `--json`. It throws for invalid arguments and does not end the process. */
export function command(name: string, description: string): Command {
  return group(name, description).option('--json', 'print one JSON document, for programs');
}

/** Creates a command that has only subcommands. */
export function group(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride();
}

/** Prints the result of a command: one JSON document with `--json`, otherwise lines of text. */
export function print(shell: Shell, { json }: OutputOptions, document: object, lines: readonly string[]): void {
  shell.stdout.write(json ? `${JSON.stringify(document)}\n` : lines.map((line) => `${line}\n`).join(''));
}
