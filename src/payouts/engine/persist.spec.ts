import { Logger } from '@nestjs/common';
import { CommitUnknownError, DatabaseUnavailableError, StaleRowError } from '../storage/database/storage.errors.js';
import { persist } from './persist.js';

const never = () => false;
const away = () => new DatabaseUnavailableError(new Error('away'));

/** Returns a function that fails with each error in turn and then succeeds. */
function unit(...errors: readonly Error[]): jest.Mock<Promise<void>, []> {
  const left = [...errors];
  return jest.fn(async () => {
    const error = left.shift();
    if (error) throw error;
  });
}

describe('writing down what a provider answered', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is done once when the database is there', async () => {
    const record = unit();
    await persist(record, never);
    expect(record).toHaveBeenCalledTimes(1);
  });

  it('is tried again for as long as the database is away', async () => {
    const record = unit(...Array.from({ length: 500 }, away));
    const done = persist(record, never);
    await jest.advanceTimersByTimeAsync(3_600_000);
    await done;
    expect(record).toHaveBeenCalledTimes(501);
  });

  it('is tried again when the outcome of the COMMIT is not known', async () => {
    const record = unit(new CommitUnknownError(new Error('cut')));
    const done = persist(record, never);
    await jest.advanceTimersByTimeAsync(200);
    await done;
    expect(record).toHaveBeenCalledTimes(2);
  });

  it('waits longer each time, but never longer than five seconds', async () => {
    const record = unit(...Array.from({ length: 9 }, away));
    const done = persist(record, never);
    const counts: number[] = [];
    for (const wait of [199, 1, 400, 800, 1_600, 3_200, 4_999, 1]) {
      await jest.advanceTimersByTimeAsync(wait);
      counts.push(record.mock.calls.length);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 6, 7]);
    await jest.advanceTimersByTimeAsync(60_000);
    await done;
  });

  it('ends with the error when the shutdown waits no longer', async () => {
    let abandoned = false;
    const record = unit(...Array.from({ length: 9 }, away));
    const done = persist(record, () => abandoned).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(200);
    abandoned = true;
    await jest.advanceTimersByTimeAsync(400);
    expect(await done).toBeInstanceOf(DatabaseUnavailableError);
    expect(record).toHaveBeenCalledTimes(3);
  });

  it('is told once for a whole group that waits, and once when none waits any more', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const group = Array.from({ length: 64 }, (_, index) =>
      persist(unit(away(), ...(index % 2 ? [away()] : [])), never),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await Promise.all(group);
    expect([error.mock.calls.length, log.mock.calls.length]).toEqual([1, 1]);
    jest.restoreAllMocks();
  });

  it.each([
    new StaleRowError('a row that others change all the time'),
    Object.assign(new Error('locked'), { driverError: { errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT' } }),
    Object.assign(new Error('no right'), { driverError: { errno: 1142, code: 'ER_TABLEACCESS_DENIED_ERROR' } }),
    Object.assign(new Error('too many'), { driverError: { errno: 1226, code: 'ER_USER_LIMIT_REACHED' } }),
    new TypeError('an error that nobody foresaw'),
  ])('gives nothing up for %s', async (error) => {
    const record = unit(...Array.from({ length: 20 }, () => error));
    const done = persist(record, never);
    await jest.advanceTimersByTimeAsync(120_000);
    await done;
    expect(record).toHaveBeenCalledTimes(21);
  });
});
