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

const servers = DATABASES.filter(({ name }) => name === 'mariadb');

describe.each(servers)('migrations of two databases of one server on $name', (kind) => {
  it('do not wait for each other', async () => {
    const databases = [await kind.create(), await kind.create()];
    const [long, short] = await Promise.all(databases.map(({ url }) => connect(url)));
    if (!long || !short) throw new Error('two databases were created');
    await migrate(long);
    const lock = long.createQueryRunner();
    await lock.query('LOCK TABLES cauri_migration WRITE');
    const order: string[] = [];
    const migrating = migrate(long).then(() => order.push('long'));
    // Once this session waits for the table, it has the lock for migrations.
    const waits = "SELECT 1 FROM information_schema.processlist WHERE db = ? AND state LIKE 'Waiting for table%'";
    while ((await short.query(waits, [long.driver.database])).length === 0);
    try {
      expect(await migrate(short)).toEqual(NAMES);
      order.push('short');
    } finally {
      await lock.query('UNLOCK TABLES');
      await migrating;
    }
    expect(order).toEqual(['short', 'long']);
    await lock.release();
    await Promise.all([long, short].map((one) => one.destroy()));
    await Promise.all(databases.map((one) => one.drop()));
  });
});
