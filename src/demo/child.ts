import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Destination of a child's stream: an open file, our own stream, or a pipe to us. */
type Target = number | 'inherit' | 'pipe';

export interface ChildOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdout: Target;
  readonly stderr: Target;
}

/** A Node process that we start and stop. */
export class Child {
  /** How it ended, as a phrase that follows "it ended". */
  readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  private told = false;

  constructor(
    readonly name: string,
    script: readonly string[],
    { environment, stdout, stderr }: ChildOptions,
  ) {
    this.process = spawn(process.execPath, [...script], {
      // Does not inherit our environment: a real database or account must not be used with a sandbox.
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', stdout, stderr],
      // Its own process group, so that Ctrl-C reaches only us and we decide the order of ending.
      detached: true,
    });
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(`before it began: ${error.message}`));
      this.process.once('exit', (code, signal) => resolve(code === null ? `by ${signal}` : `with exit code ${code}`));
    });
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null && this.process.pid !== undefined;
  }

  /** True if it ended although we did not stop it. */
  get lost(): boolean {
    return !this.running && !this.told;
  }

  /** Its standard output. Only for a child that was started with stdout `pipe`. */
  get stdout(): Readable {
    if (this.process.stdout === null) throw new Error('the child does not write to us');
    return this.process.stdout;
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.running) return;
    this.told = true;
    this.process.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.kill(signal);
    await this.ended;
  }
}
