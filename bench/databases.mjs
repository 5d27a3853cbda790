import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { freePort, start, until } from './processes.mjs';

/** A private MariaDB that flushes at every COMMIT. */
export async function startMariadb(folder) {
  const data = join(folder, 'mariadb');
  mkdirSync(data);
  const user = userInfo().username;
  const installing = [
    '--no-defaults',
    `--datadir=${data}`,
    `--user=${user}`,
    '--auth-root-authentication-method=normal',
  ];
  execFileSync('mariadb-install-db', installing, { stdio: 'ignore' });
  const port = await freePort();
  const server = start('mariadbd', [
    '--no-defaults',
    `--datadir=${data}`,
    `--user=${user}`,
    `--socket=${join(folder, 'mariadb.socket')}`,
    `--pid-file=${join(folder, 'mariadb.pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-buffer-pool-size=512M',
    '--innodb-monitor-enable=trx_%',
    '--max-connections=300',
  ]);
  const url = `mysql://root@127.0.0.1:${port}`;
  let connection;
  await until(async () => {
    connection = await createConnection({ uri: url, connectTimeout: 1_000 });
    return true;
  }, 'MariaDB starts');
  const ask = async (sql, values) => (await connection.query(sql, values))[0];
  return {
    name: 'MariaDB',
    pid: server.pid,
    fresh: async () => {
      await ask('DROP DATABASE IF EXISTS bench');
      await ask('CREATE DATABASE bench');
      await ask('USE bench');
      return `${url}/bench`;
    },
    ask,
    commits: async () => {
      const counters = "'trx_rw_commits', 'trx_ro_commits', 'trx_nl_ro_commits'";
      const found = await ask(`SELECT count FROM information_schema.innodb_metrics WHERE name IN (${counters})`);
      return found.reduce((sum, { count }) => sum + Number(count), 0);
    },
    close: () => connection.end(),
  };
}

/** A SQLite file, read by a connection of its own. */
export function sqlite(folder) {
  let file = '';
  let count = 0;
  let connection;
  return {
    name: 'SQLite',
    pid: null,
    fresh: async () => {
      connection?.close();
      connection = undefined;
      count += 1;
      file = join(folder, `bench-${count}.db`);
      return `sqlite:${file}`;
    },
    ask: async (sql, values = []) => {
      connection ??= new Sqlite(file, { timeout: 5_000 });
      const statement = connection.prepare(sql);
      return statement.reader ? statement.all(...values) : statement.run(...values);
    },
    commits: async () => null,
    close: async () => connection?.close(),
  };
}
