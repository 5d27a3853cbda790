import { DATABASES } from '../../../../test/support/databases.js';
import { openStorage } from '../../../../test/support/storage.js';

const FULL = 2;

describe('a COMMIT on SQLite', () => {
  it('is on the disk when it is acknowledged, for every connection', async () => {
    const [sqlite] = DATABASES;
    if (!sqlite) throw new Error('there is no SQLite');
    const storage = await openStorage(sqlite);
    const pragma = (name: string) => storage.dataSource.query(`PRAGMA ${name}`);
    expect(await pragma('synchronous')).toEqual([{ synchronous: FULL }]);
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await storage.close();
  });
});
