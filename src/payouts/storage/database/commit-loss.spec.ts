import type { DataSource } from 'typeorm';
import { DATABASES } from '../../../../test/support/databases.js';
import { openStorage } from '../../../../test/support/storage.js';
import { UnitOfWork } from '../unit-of-work.js';
import { mayLoseCommits } from './commit-loss.js';

describe.each(DATABASES)('a COMMIT of $name', (kind) => {
  it('is not lost with the settings of the tests, which are those of docs/operate.md', async () => {
    const storage = await openStorage(kind);
    expect(await mayLoseCommits(storage.dataSource)).toBe(false);
    expect(await storage.unitOfWork.mayLoseCommits()).toBe(false);
    await storage.close();
  });
});

/** A server that has these variables, and knows this statement about its replicas. */
function server(variables: Record<string, string>, replicasBy: string | null = null, flush = 1): DataSource {
  const answers: [sql: string, rows: object[]][] = [
    ['innodb_flush_log_at_trx_commit', [{ flush, sync: 1, log: 1 }]],
    ['VERSION()', [{ version: '8.4.0', zone: 'SYSTEM', own: '+00:00' }]],
    ['information_schema', []],
    ['SHOW GRANTS', []],
    ['DATABASE()', [{ name: 'cauri' }]],
    ...Object.entries(variables).map(([name, Value]): [string, object[]] => [`'${name}'`, [{ Value }]]),
    ['SHOW GLOBAL VARIABLES', []],
    ...(replicasBy === null ? [] : [[replicasBy, [{ Replica_Host: 'other' }]] as [string, object[]]]),
  ];
  const query = async (sql: string): Promise<object[]> => {
    const answer = answers.find(([part]) => sql.includes(part));
    if (answer === undefined) throw new Error('You have an error in your SQL syntax');
    return answer[1];
  };
  return { options: { type: 'mysql' }, query } as unknown as DataSource;
}

const SEMI_SYNCHRONOUS = { rpl_semi_sync_source_enabled: 'ON' };

it.each([
  ['alone and durable', server({}), false],
  ['that does not flush each COMMIT', server({}, null, 2), true],
  ['of a Galera cluster', server({ wsrep_on: 'ON' }), true],
  ['of a group with several primaries', server({ group_replication_single_primary_mode: 'OFF' }), true],
  ['with a replica that it does not wait for', server({}, 'SHOW SLAVE HOSTS'), true],
  ['with such a replica, as MySQL 8.4 tells it', server({}, 'SHOW REPLICAS'), true],
  ['with a replica that it waits for', server(SEMI_SYNCHRONOUS, 'SHOW REPLICAS'), false],
])('a server %s', async (_, dataSource, lost) => {
  expect(await mayLoseCommits(dataSource)).toBe(lost);
});

it('a database that does not tell may lose one', async () => {
  const silent = { options: { type: 'mysql' }, query: () => new Promise(() => undefined) } as unknown as DataSource;
  expect(await new UnitOfWork(silent, undefined, 5).mayLoseCommits()).toBe(true);
});
