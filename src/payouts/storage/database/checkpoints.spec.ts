import { copyFileSync, existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DATABASES } from '../../../../test/support/databases.js';
import { accept, openStorage, type Storage } from '../../../../test/support/storage.js';
import { until } from '../../../../test/support/world.js';
import { checkpointInThread } from './checkpoints.js';

describe('checkpoints in a thread', () => {
  let storage: Storage;
  let file: string;

  beforeEach(async () => {
    const [sqlite] = DATABASES;
    if (!sqlite) throw new Error('there is no SQLite');
    storage = await openStorage(sqlite);
    file = storage.url.slice('sqlite:'.length);
    await checkpointInThread(storage.dataSource);
  });

  /** Counts the payouts in the file alone, without its write-ahead log. */
  function payoutsInFile(): number {
    const copy = `${file}.copy`;
    copyFileSync(file, copy);
    const database = new Database(copy);
    const { count } = database.prepare('SELECT COUNT(*) AS count FROM cauri_payout').get() as { count: number };
    database.close();
    rmSync(copy);
    return count;
  }

  it('bring into the file what is committed', async () => {
    await accept(storage);
    await accept(storage);
    // A copy made in the middle of a checkpoint may be unreadable.
    await until(async () => {
      try {
        return payoutsInFile() === 2 || null;
      } catch {
        return null;
      }
    });
    await storage.close();
  });

  it('end with the data source, which leaves the file complete and no log', async () => {
    await accept(storage);
    await storage.dataSource.destroy();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(payoutsInFile()).toBe(1);
    rmSync(file);
  });
});
