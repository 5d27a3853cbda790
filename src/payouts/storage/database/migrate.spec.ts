import { DATABASES, type TestDatabase } from '../../../../test/support/databases.js';
import { accept, connect } from '../../../../test/support/storage.js';
import { PAYOUT_ENTITIES } from '../entities/payout-entities.js';
import { PAYOUT_MIGRATIONS } from '../migrations/payout-migrations.js';
import { UnitOfWork } from '../unit-of-work.js';
import { migrate, pendingMigrations } from './migrate.js';

const NAMES = PAYOUT_MIGRATIONS.map(({ name }) => name);

describe.each(DATABASES)('migrations on $name', (kind) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await kind.create();
  });
  afterEach(() => database.drop());

  it('are applied once by two processes that start at once', async () => {
    const both = await Promise.all([connect(database.url), connect(database.url)]);
    const applied = await Promise.all(both.map(migrate));
    expect(applied.flat()).toEqual(NAMES);
    expect(await Promise.all(both.map(pendingMigrations))).toEqual([[], []]);
    await Promise.all(both.map((one) => one.destroy()));
  });

  it('are told as pending until they are applied, and then do nothing', async () => {
    const dataSource = await connect(database.url);
    expect(await pendingMigrations(dataSource)).toEqual(NAMES);
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await pendingMigrations(dataSource)).toEqual([]);
    expect(await migrate(dataSource)).toEqual([]);
    await dataSource.destroy();
  });

  it('go up, down and up again, and leave tables that work', async () => {
    const dataSource = await connect(database.url);
    await migrate(dataSource);
    for (const _ of NAMES) await dataSource.undoLastMigration();
    const runner = dataSource.createQueryRunner();
    expect(await runner.hasTable('cauri_payout')).toBe(false);
    await runner.release();
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect((await accept({ unitOfWork: new UnitOfWork(dataSource) })).version).toBe(1);
    await dataSource.destroy();
  });

  it('run again after a start that was killed half way', async () => {
    const dataSource = await connect(database.url);
    await dataSource.query('CREATE TABLE other (id int)');
    await migrate(dataSource);
    await dataSource.query('DELETE FROM cauri_migration');
    await dataSource.query('DROP TABLE cauri_discrepancy');
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await dataSource.query('SELECT COUNT(*) AS n FROM cauri_discrepancy')).toEqual([{ n: expect.anything() }]);
    await dataSource.destroy();
  });

  it('make exactly the tables that the entities describe', async () => {
    const dataSource = await connect(database.url);
    await migrate(dataSource);
    const drift = await dataSource.driver.createSchemaBuilder().log();
    expect(drift.upQueries.map(({ query }) => query)).toEqual([]);
    expect(dataSource.entityMetadatas).toHaveLength(PAYOUT_ENTITIES.length);
    await dataSource.destroy();
  });
});
