import { DataSource, type DataSourceOptions } from 'typeorm';
import { DATABASES, type TestDatabase } from '../../../../test/support/databases.js';
import { databaseOptions, dataSourceFactory } from './data-source.js';
import { requireUsable } from './host-data-source.js';

describe.each(DATABASES)("a host's DataSource on $name", (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;

  const open = async (changed: Partial<DataSourceOptions> = {}, make = dataSourceFactory) => {
    dataSource = await make({ ...(await databaseOptions(database.url)), ...changed } as DataSourceOptions);
    return requireUsable(dataSource);
  };

  beforeEach(async () => {
    database = await kind.create();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is used as it is when it has our entities and our migrations were run', async () => {
    expect(await open({ migrationsRun: true })).toBe(dataSource);
  });

  it('is refused without our entities', async () => {
    await expect(open({ entities: [] })).rejects.toThrow('PAYOUT_ENTITIES');
  });

  it('is refused while our migrations have not been run, naming a table', async () => {
    await expect(open()).rejects.toThrow(/cauri_payout_event.*PAYOUT_MIGRATIONS/);
  });

  if (kind.name === 'sqlite') {
    it('is refused when it was not made by our factory', async () => {
      const plain = (options?: DataSourceOptions) => new DataSource(options as DataSourceOptions).initialize();
      await expect(open({ migrationsRun: true }, plain)).rejects.toThrow('dataSourceFactory');
    });
  } else {
    it('is refused when it has made our tables by itself, in which case does not matter', async () => {
      await expect(open({ synchronize: true })).rejects.toThrow(/utf8mb4_bin.*PAYOUT_MIGRATIONS/);
    });
  }
});
