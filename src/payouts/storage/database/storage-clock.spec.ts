import { DATABASES } from '../../../../test/support/databases.js';
import { NOON } from '../../../../test/support/factories.js';
import { openStorage, type Storage } from '../../../../test/support/storage.js';
import { StorageClock } from './storage-clock.js';

const MINUTE = 60_000;

/** Returns a process clock that the test can set. */
function turnable() {
  const time = { wall: NOON, monotonic: 0 };
  return { time, process: { now: () => time.wall, monotonic: () => time.monotonic } };
}

describe.each(DATABASES)('the clock on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  it('agrees with the system once it has measured', async () => {
    const clock = new StorageClock(storage.dataSource, { now: () => Date.now(), monotonic: () => performance.now() });
    await clock.check();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(500);
  });

  it('passes the monotonic clock through', () => {
    const { time, process } = turnable();
    time.monotonic = 77;
    expect(new StorageClock(storage.dataSource, process).monotonic()).toBe(77);
  });
});

/** Returns a data source with only its type and its clock, which is all that StorageClock uses. */
function server(type: 'mariadb' | 'better-sqlite3', now: () => number) {
  const query = jest.fn(async () => [{ now: new Date(now()).toISOString().replace('T', ' ').replace('Z', '') }]);
  const createQueryRunner = () => ({ query: () => query(), connect: async () => ({}), release: async () => undefined });
  return { dataSource: { options: { type }, createQueryRunner } as unknown as Storage['dataSource'], query };
}

describe('the clock of a server whose answers are late', () => {
  it('is measured by the fastest of three', async () => {
    const { time, process } = turnable();
    const waits = [2_000, 60, 800];
    const { dataSource, query } = server('mariadb', () => {
      const now = time.wall;
      const wait = waits.shift() ?? 0;
      time.wall += wait;
      time.monotonic += wait;
      return now;
    });
    const clock = new StorageClock(dataSource, process);
    await clock.check();
    expect([clock.offsetMs, query.mock.calls.length]).toEqual([-30, 3]);
  });
});

describe('the clock of a server that is ten minutes ahead', () => {
  const AHEAD = 10 * MINUTE;

  function started() {
    const { time, process } = turnable();
    const { dataSource, query } = server('mariadb', () => time.wall + AHEAD);
    return { time, query, clock: new StorageClock(dataSource, process) };
  }

  it('is taken over', async () => {
    const { clock } = started();
    await clock.check();
    expect(clock.now()).toBe(NOON + AHEAD);
  });

  it.each([
    [MINUTE, MINUTE, 1],
    [MINUTE + 1, MINUTE + 1, 2],
    [30_000, 0, 1],
    [30_001, 0, 2],
    [-30_000, 0, 1],
    [-30_001, 0, 2],
    [3_600_000, 10_000, 2],
  ])('is asked for (wall %i ms, monotonic %i ms later): %i times', async (wall, monotonic, times) => {
    const { clock, query, time } = started();
    await clock.check();
    time.wall += wall;
    time.monotonic += monotonic;
    await clock.check();
    expect(query).toHaveBeenCalledTimes(times);
  });

  it('counts from the new offset after the wall clock was set', async () => {
    const { time, process } = turnable();
    const { dataSource } = server('mariadb', () => NOON + AHEAD + time.monotonic);
    const clock = new StorageClock(dataSource, process);
    await clock.check();
    time.wall += 3_600_000;
    time.monotonic += 1_000;
    await clock.check();
    expect(clock.now()).toBe(NOON + AHEAD + 1_000);
  });

  it('takes the middle of the question as its time', async () => {
    const { time, process } = turnable();
    const { dataSource } = server('mariadb', () => {
      const now = time.wall + AHEAD + 200;
      time.wall += 400;
      time.monotonic += 400;
      return now;
    });
    const clock = new StorageClock(dataSource, process);
    await clock.check();
    expect(clock.now()).toBe(time.wall + AHEAD);
  });

  it('stops claims while the server does not tell, and asks again', async () => {
    const { time, process } = turnable();
    const { dataSource, query } = server('mariadb', () => time.wall + AHEAD);
    const clock = new StorageClock(dataSource, process);
    query.mockRejectedValueOnce(new Error('away'));
    await expect(clock.check()).rejects.toThrow('away');
    await clock.check();
    expect(clock.now()).toBe(NOON + AHEAD);
  });
});

describe('the clock of a file', () => {
  it('is that of the process, and nobody is asked', async () => {
    const { time, process } = turnable();
    const { dataSource, query } = server('better-sqlite3', () => 0);
    const clock = new StorageClock(dataSource, process);
    await clock.check();
    time.wall += 3_600_000;
    await clock.check();
    expect(clock.now()).toBe(NOON + 3_600_000);
    expect(query).not.toHaveBeenCalled();
  });
});
