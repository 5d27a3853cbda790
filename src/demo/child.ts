import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Where a stream of a child goes: an open file, our own stream, or to us. */
type Target = number | 'inherit' | 'pipe';

export interface ChildOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdout: Target;
  readonly stderr: Target;
}

/** A node process that ends when we say so. */
export class Child {
  /** How it ended, in words that follow "it ended". */
  readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  private told = false;

  constructor(
    readonly name: string,
    script: readonly string[],
    { environment, stdout, stderr }: ChildOptions,
  ) {
    this.process = spawn(process.execPath, [...script], {
      // Nothing of our own environment: a configured database or account must not meet a sandbox.
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', stdout, stderr],
      // A group of its own, so that Ctrl-C reaches only us and everything ends in our order.
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

  /** It ended, and not because we said so. */
  get lost(): boolean {
    return !this.running && !this.told;
  }

  /** Only of a child that was started with stdout `pipe`. */
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
