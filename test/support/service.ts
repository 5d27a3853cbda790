import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './mariadb-server.js';
import { type NodeProcess, startNode } from './node-process.js';

const MAIN = join(__dirname, '../../dist/main.js');
// Longer than a start takes on a machine that is busy with other things ten times over.
const START_TIMEOUT_MS = 240_000;

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
  const started = startNode([main], { HOST: '127.0.0.1', ...environment, PORT }, { ipc: true });
  const { child } = started;
  const gone = started.ended.then(() => undefined);
  const url = `http://127.0.0.1:${PORT}`;
  await ready(url, started);
  return {
    url,
    output: started.output,
    signal: (signal) => void child.kill(signal),
    send: (message) =>
      new Promise((resolve) => {
        child.once('message', () => resolve());
        // One that is gone answers nothing.
        void gone.then(resolve);
        child.send(message, () => undefined);
      }),
    gone,
    end: started.end,
  };
}

async function ready(url: string, { child, hasEnded, ended, output }: NodeProcess): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    if (hasEnded()) throw new Error(`the service ended with ${await ended}:\n${output()}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the service was not ready in ${START_TIMEOUT_MS} ms:\n${output()}`);
}
