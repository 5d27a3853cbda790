import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { DATABASES, type TestDatabase } from '../../../../test/support/databases.js';
import { databaseOptions, dataSourceFactory } from './data-source.js';

/**
 * Shows how TypeORM loses commits on SQLite, which is why `dataSourceFactory` exists. If one of these tests fails,
 * TypeORM was repaired and the mutex can be removed.
 */
describe('plain TypeORM on SQLite', () => {
  let database: TestDatabase;
  let plain: DataSource;

  beforeEach(async () => {
    database = (await DATABASES.find(({ name }) => name === 'sqlite')?.create()) ?? {
      url: '',
      drop: async () => undefined,
    };
    plain = await new DataSource(await databaseOptions(database.url)).initialize();
    await plain.query('CREATE TABLE note (text varchar(10))');
  });
  afterEach(async () => {
    await plain.destroy();
    await database.drop();
  });

  const note = (text: string) => `INSERT INTO note VALUES ('${text}')`;
  const notes = async () =>
    (await plain.query('SELECT text FROM note ORDER BY text')).map(({ text }: { text: string }) => text);

  async function failing(dataSource: DataSource): Promise<unknown> {
    return dataSource
      .transaction(async (manager) => {
        await manager.query(note('rolled'));
        await sleep(50);
        throw new Error('rolled back');
      })
      .catch((error: unknown) => error);
  }

  it('loses an acknowledged insert when an unrelated transaction is rolled back', async () => {
    const rolledBack = failing(plain);
    await sleep(10);
    await plain.query(note('plain'));
    await rolledBack;
    expect(await notes()).toEqual([]);
  });

  it('loses an acknowledged transaction when an unrelated one is rolled back', async () => {
    const rolledBack = failing(plain);
    await sleep(10);
    await plain.transaction((manager) => manager.query(note('committed')));
    await rolledBack;
    expect(await notes()).toEqual([]);
  });

  it('shows a reader what is not committed', async () => {
    const rolledBack = failing(plain);
    await sleep(10);
    expect(await notes()).toEqual(['rolled']);
    await rolledBack;
  });

  it('refuses most of five transactions that start at once', async () => {
    const results = await Promise.allSettled(
      ['a', 'b', 'c', 'd', 'e'].map((text) => plain.transaction((manager) => manager.query(note(text)))),
    );
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
  it('does none of it through dataSourceFactory', async () => {
    const ours = await dataSourceFactory(await databaseOptions(database.url));
    const rolledBack = failing(ours);
    await sleep(10);
    await Promise.all([
      ours.query(note('plain')),
      ...['a', 'b', 'c', 'd', 'e'].map((text) => ours.transaction((manager) => manager.query(note(text)))),
    ]);
    await rolledBack;
    await ours.destroy();
    expect(await notes()).toEqual(['a', 'b', 'c', 'd', 'e', 'plain']);
  });
});
