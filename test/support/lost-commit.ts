import type { QueryRunner } from 'typeorm';
import type { Storage } from './storage.js';

/** The next COMMIT loses its answer, whether it happens or not. */
export function loseCommit({ dataSource }: Pick<Storage, 'dataSource'>, happens: boolean): jest.SpyInstance {
  const create = dataSource.createQueryRunner.bind(dataSource);
  let lost = false;
  return jest.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode): QueryRunner => {
    const runner = create(mode);
    const commit = runner.commitTransaction.bind(runner);
    runner.commitTransaction = async () => {
      if (lost) return commit();
      lost = true;
      if (happens) await commit();
      throw Object.assign(new Error('cut'), { code: 'PROTOCOL_CONNECTION_LOST' });
    };
    return runner;
  });
}
