import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Destination of a child's output: an open file, the output of the demo, or a pipe that the demo reads. */
type Target = number | 'inherit' | 'pipe';

export interface ChildOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdout: Target;
  readonly stderr: Target;
}

/**
 * A Node process that the demo starts and stops. It gets `PATH` and the given environment variables, and nothing else
 * of the environment.
 */
export class Child {
  /** Resolves when the process has ended. The value says how it ended, such as `with exit code 0`. Never rejects. */
  readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  /** True if the demo has sent a signal to the process, so that its end is expected. */
  private told = false;

  constructor(
    readonly name: string,
    script: readonly string[],
    { environment, stdout, stderr }: ChildOptions,
  ) {
    this.process = spawn(process.execPath, [...script], {
      // The environment of the demo is not passed on, because a sandbox must not be used with a real database or
      // account.
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', stdout, stderr],
      // In a separate process group, Ctrl-C does not reach the child. The demo can then stop its children in order.
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

  /** True if the process ended although the demo did not stop it. */
  get lost(): boolean {
    return !this.running && !this.told;
  }

  /**
   * Standard output of the process, which the demo must read.
   * @throws if it was started without the stdout `pipe`
   */
  get stdout(): Readable {
    if (this.process.stdout === null) throw new Error('the child does not write to us');
    return this.process.stdout;
  }

  /**
   * Sends a signal to the process if it is running, and does not wait for its end. From then on, its end counts as
   * expected.
   */
  kill(signal: NodeJS.Signals): void {
    if (!this.running) return;
    this.told = true;
    this.process.kill(signal);
  }

  /**
   * Sends a signal to the process and waits until it has ended, without a time limit. Returns at once if it is not
   * running.
   */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.kill(signal);
    await this.ended;
  }
}
