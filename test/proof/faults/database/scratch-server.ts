import { cpSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import type { DatabaseKind } from '../../../support/databases.js';
import { type MariadbServer, mariadbBinary, startMariadb } from '../../../support/mariadb-server.js';
import { until } from '../../../support/world.js';

const USER = 'service';

export const HAS_MARIADB = mariadbBinary() !== null;

/** A MariaDB of one's own, to be ended, paused and set back without harm to other tests. */
export class ScratchServer {
  private constructor(private readonly server: MariadbServer) {}

  static async start(): Promise<ScratchServer> {
    return new ScratchServer(await startMariadb(mariadbBinary() ?? ''));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  async run<T = unknown>(sql: string): Promise<T> {
    const connection = await createConnection({ uri: this.server.url });
    try {
      return (await connection.query(sql))[0] as T;
    } finally {
      await connection.end();
    }
  }

  /** New databases on it. The service is no administrator: those may write to a server that is read-only. */
  get kind(): DatabaseKind {
    const { port } = this.server;
    const create = async () => {
      const name = `cauri_${crypto.randomUUID().replaceAll('-', '')}`;
      await this.run(`CREATE DATABASE ${name}`);
      // A new server has a nameless user at localhost, who would come before one at any host.
      for (const host of ['localhost', '%']) {
        await this.run(`CREATE USER IF NOT EXISTS '${USER}'@'${host}'`);
        await this.run(`GRANT ALL ON ${name}.* TO '${USER}'@'${host}'`);
      }
      const drop = async () => void (await this.run(`DROP DATABASE ${name}`));
      return { url: `mysql://${USER}@127.0.0.1:${port}/${name}`, drop };
    };
    return { name: 'mariadb', create };
  }

  /** Ends it by a signal and starts it again on its files. */
  async restart(signal: 'SIGTERM' | 'SIGKILL', awayMs: number): Promise<void> {
    if (signal === 'SIGTERM') await this.terminate();
    else await this.server.kill();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await this.server.start();
  }

  /** A copy of its files as they are now: a restore of it loses every commit since. */
  async backup(): Promise<() => Promise<void>> {
    const data = (await this.variable('datadir')).replace(/\/$/, '');
    await this.server.kill();
    cpSync(data, `${data}-backup`, { recursive: true });
    await this.server.start();
    return async () => {
      await this.server.kill();
      rmSync(data, { recursive: true });
      cpSync(`${data}-backup`, data, { recursive: true });
      await this.server.start();
    };
  }

  /** Stops it as it stands, with its connections open, and lets it go on. */
  async freeze(forMs: number): Promise<void> {
    const pid = await this.pid();
    process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, forMs));
    process.kill(pid, 'SIGCONT');
  }

  private async pid(): Promise<number> {
    return Number(readFileSync(await this.variable('pid_file'), 'utf8'));
  }

  private async terminate(): Promise<void> {
    const pid = await this.pid();
    process.kill(pid, 'SIGTERM');
    await until(async () => (isAlive(pid) ? null : true));
  }

  private async variable(name: string): Promise<string> {
    const [row] = await this.run<{ value: string }[]>(`SELECT @@${name} AS value`);
    return row?.value ?? '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
