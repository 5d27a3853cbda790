import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startNode } from './node-process.js';

const MAIN = join(__dirname, '../../dist/cli/main.js');
const HOST = join(__dirname, 'command-host.cjs');

export interface Ended {
  /** Or the name of the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** What it printed so far on standard output. */
  stdout(): string;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** The built `cauri` as a process of its own, with nothing of the environment but what is given. */
export function startCommand(environment: Readonly<Record<string, string>>, ...args: string[]): RunningCommand {
  requireBuilt();
  const { child, ended } = startNode([MAIN, ...args], environment);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream]?.on('data', (chunk) => (printed[stream] += chunk));
  return {
    stdout: () => printed.stdout,
    signal: (signal) => void child.kill(signal),
    ended: ended.then((code) => ({ code, ...printed })),
  };
}

function requireBuilt(): void {
  if (!existsSync(MAIN)) throw new Error('dist/cli/main.js is missing: run `npm run build` first');
}

/** Runs the built `cauri` in a process that may have run other commands before. What it gets is as in `startCommand`. */
export async function cauri(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  const host = idle.pop() ?? startHost();
  const ended = await new Promise<Ended>((resolve, reject) => {
    const failed = (code: unknown): void => reject(new Error(`${args.join(' ')} ended its process: ${code}`));
    host.once('exit', failed);
    host.once('message', (answer) => {
      host.off('exit', failed);
      resolve(answer as Ended);
    });
    host.send({ args, environment });
  });
  idle.push(host);
  return ended;
}

const idle: ChildProcess[] = [];

function startHost(): ChildProcess {
  requireBuilt();
  return startNode([HOST], {}, { ipc: true }).child;
}

afterAll(() => {
  for (const host of idle.splice(0)) host.disconnect();
});

/** The one JSON document that a command printed. */
export function documentOf<T = Record<string, unknown>>({ stdout, stderr }: Ended): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`no JSON document in ${JSON.stringify(stdout)}; standard error: ${stderr}`);
  }
}
