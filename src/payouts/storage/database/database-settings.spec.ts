import { DATABASES } from '../../../../test/support/databases.js';
import { connect, openStorage } from '../../../../test/support/storage.js';
import { clockOffset, unsafeSettings } from './database-settings.js';

describe.each(DATABASES)('the settings of $name', (kind) => {
  it('are durable as we open it, and its clock is ours', async () => {
    const storage = await openStorage(kind);
    expect(await unsafeSettings(storage.dataSource)).toEqual([]);
    expect(Math.abs(await clockOffset(storage.dataSource))).toBeLessThan(1_000);
    await storage.close();
  });
});

describe('a SQLite connection that does not wait for the disk', () => {
  it('is found', async () => {
    const [kind] = DATABASES.filter(({ name }) => name === 'sqlite');
    if (!kind) throw new Error('there is no SQLite');
    const database = await kind.create();
    const dataSource = await connect(database.url);
    await dataSource.query('PRAGMA synchronous = NORMAL');
    await dataSource.query('PRAGMA journal_mode = DELETE');
    const found = await unsafeSettings(dataSource);
    expect(found.map(({ name, value }) => [name, value])).toEqual([
      ['synchronous', '1'],
      ['journal_mode', 'delete'],
    ]);
    await dataSource.destroy();
    await database.drop();
  });
});

describe('a server', () => {
  const answering = (row: object) =>
    ({ options: { type: 'mysql' }, query: async () => [row] }) as unknown as Parameters<typeof unsafeSettings>[0];

  it.each([
    [{ flush: 1, sync: 1, log: 1 }, []],
    [{ flush: 1, sync: 0, log: 0 }, []],
    [{ flush: 3, sync: '1', log: '1' }, []],
    [{ flush: 2, sync: 1, log: 1 }, ['innodb_flush_log_at_trx_commit']],
    [{ flush: 0, sync: 0, log: 1 }, ['innodb_flush_log_at_trx_commit', 'sync_binlog']],
  ])('with %j lacks %j', async (row, names) => {
    expect((await unsafeSettings(answering(row))).map(({ name }) => name)).toEqual(names);
  });
});
