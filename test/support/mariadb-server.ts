import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

const START_TIMEOUT_MS = 60_000;

export interface MariadbServer {
  /** `mysql://root@127.0.0.1:<port>`, without a database. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would; `start` brings it back on the same files and port. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export function mariadbBinary(): string | null {
  for (const name of ['mariadbd', '/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd']) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // not this one
    }
  }
  return null;
}

/** Below the range that systems give to outgoing connections: none of another test gets it before its service does. */
const PORTS = { from: 15_000, to: 32_000 };

export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A throw-away server on a free port and a new data folder; durable as production should be. */
export async function startMariadb(binary: string, settings: readonly string[] = []): Promise<MariadbServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cauri-mariadb-'));
  const data = join(folder, 'data');
  const user = userInfo().username;
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, `--user=${user}`, '--auth-root-authentication-method=normal'],
    { stdio: 'ignore' },
  );
  const port = await freePort();
  const url = `mysql://root@127.0.0.1:${port}`;
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    `--user=${user}`,
    // A server that starts deletes the temporary tables it finds there, also those that another one is using.
    `--tmpdir=${folder}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--innodb-buffer-pool-size=64M',
    '--max-connections=400',
    ...settings,
  ];
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn(binary, options, { stdio: 'ignore' });
    await answers(url);
  };
  const end = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  await start();
  return {
    url,
    port,
    start,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const connection = await createConnection({ uri: url, connectTimeout: 1_000 });
      await connection.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
