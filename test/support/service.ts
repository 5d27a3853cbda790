import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './mariadb-server.js';

const MAIN = join(__dirname, '../../dist/main.js');
const START_TIMEOUT_MS = 60_000;

export interface RunningService {
  readonly url: string;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
  signal(signal: NodeJS.Signals): void;
  /** To what a `NODE_OPTIONS=--require` in its environment has loaded into it. Resolves when that has answered or is gone. */
  send(message: object): Promise<void>;
  /** Resolves when the process is gone, by whatever. */
  readonly gone: Promise<void>;
}

/** The built service, this version's if no other is named, as a process of its own, with nothing of the environment but what is given. */
export async function startService(environment: Record<string, string>, main = MAIN): Promise<RunningService> {
  if (!existsSync(main)) throw new Error('dist/main.js is missing: run `npm run build` first');
  const PORT = environment.PORT ?? String(await freePort());
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', ...environment, PORT },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${PORT}`;
  await ready(url, child, () => printed);
  return {
    url,
    output: () => printed,
    signal: (signal) => void child.kill(signal),
    send: (message) =>
      new Promise((resolve) => {
        child.once('message', () => resolve());
        // One that is gone answers nothing.
        void gone.then(resolve);
        child.send(message, () => undefined);
      }),
    gone,
    end: (signal) => end(child, signal),
  };
}

async function ready(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null) throw new Error(`the service ended with ${ended}:\n${printed()}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the service was not ready in ${START_TIMEOUT_MS} ms:\n${printed()}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode ?? child.signalCode ?? '');
    child.once('exit', (code, killedBy) => resolve(code ?? killedBy ?? ''));
    child.kill(signal);
  });
}
