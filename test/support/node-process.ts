import { type ChildProcess, spawn } from 'node:child_process';

export interface NodeProcess {
  readonly child: ChildProcess;
  /** Returns everything that the process printed so far, from both streams. */
  output(): string;
  hasEnded(): boolean;
  /** Resolves after the process has ended, with its exit code or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Sends a signal and waits until the process has ended. Does not send it if the process has ended already. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export interface NodeProcessOptions {
  readonly cwd?: string;
  /** True if messages can be sent to the process. */
  readonly ipc?: boolean;
}

/** Starts Node with a script and its arguments. Of our own environment the process gets only PATH. */
export function startNode(
  script: readonly string[],
  environment: Readonly<Record<string, string>>,
  { cwd, ipc = false }: NodeProcessOptions = {},
): NodeProcess {
  const child = spawn(process.execPath, [...script], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
    ...(cwd !== undefined && { cwd }),
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    output: () => printed,
    hasEnded,
    ended,
    end: (signal) => {
      if (!hasEnded()) child.kill(signal);
      return ended;
    },
  };
}
