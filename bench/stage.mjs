import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite, startMariadb } from './databases.mjs';
import { freePort, listening, start, stop, stopAll, until } from './processes.mjs';

/** Databases, the simulator and one service at a time, all private and gone with this process. */
export class Stage {
  constructor(folder, databases) {
    this.folder = folder;
    this.databases = databases;
  }

  static async open() {
    const folder = mkdtempSync(join(tmpdir(), 'cauri-bench-'));
    return new Stage(folder, { SQLite: sqlite(folder), MariaDB: await startMariadb(folder) });
  }

  async close() {
    for (const database of Object.values(this.databases)) await database.close();
    await stopAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A fresh database, a fresh simulator and a contender that answers. */
  async run(contender, work, { databaseUrl, providerPort = 0, settings = {} } = {}) {
    const database = this.databases[contender.database];
    const simulator = start(process.execPath, [join(import.meta.dirname, 'simulator.mjs')], {
      env: { PORT: String(providerPort) },
      pipe: true,
    });
    const provider =
      `http://127.0.0.1:${await new Promise((resolve) => simulator.stdout.once('data', resolve))}`.trim();
    const port = await freePort();
    const url = databaseUrl ?? (await database.fresh());
    const service = start(process.execPath, contender.command, {
      env: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: url,
        DJAMO_BASE_URL: provider,
        DJAMO_ACCESS_TOKEN: 'at_bench',
        ...contender.env,
        ...settings,
      },
    });
    const ledger = async () => (await fetch(`${provider}/ledger`)).json();
    try {
      await listening(service, `http://127.0.0.1:${port}/health/ready`);
      return await work({ url: `http://127.0.0.1:${port}`, databaseUrl: url, database, service, ledger, contender });
    } catch (error) {
      throw new Error(`${contender.name}: ${error.message}\n${service.printed}`, { cause: error });
    } finally {
      await stop(service);
      await stop(simulator);
    }
  }
}

/** Waits until so many are paid in the database. It is asked only when the provider has moved all the money. */
export async function allPaid({ database, ledger, contender }, count) {
  await until(async () => (await ledger()).executed >= count, `${count} are executed`);
  await until(async () => Number((await database.ask(contender.paid))[0].paid) >= count, `${count} are paid`);
}
