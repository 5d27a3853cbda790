import { SchedulerRegistry } from '@nestjs/schedule';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { until } from '../../../test/support/world.js';
import { Timers } from './timers.js';
import { WorkerScheduler } from './worker.scheduler.js';

describe.each(DATABASES)('the scheduler on $name', (kind) => {
  let storage: Storage;
  let engine: Engine;
  let registry: SchedulerRegistry;
  let scheduler: WorkerScheduler;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    engine = new Engine(storage, new ScriptedConnector(ACCOUNT), {
      workerInterval: 5,
      // A database server has today's time, and the payouts of these tests are older.
      reviewAfter: Number.MAX_SAFE_INTEGER,
    });
    registry = new SchedulerRegistry();
    scheduler = new WorkerScheduler(engine.worker, engine.context.settings, new Timers(registry));
    scheduler.onApplicationBootstrap();
  });
  afterEach(async () => {
    await scheduler.beforeApplicationShutdown();
    await clear(storage);
  });
  afterAll(() => storage.close());

  it('sends by its interval, and no longer when the application deletes that', async () => {
    const { id } = await accept(storage);
    await until(async () => (await engine.payout(id)).submittedAt);

    registry.deleteInterval('cauri-worker');
    await engine.worker.tick();
    const other = await accept(storage);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await engine.payout(other.id)).submittedAt).toBeNull();
  });
});

describe('without ScheduleModule', () => {
  it('nothing starts by time', () => {
    expect(() => new Timers().every('cauri-worker', 5, () => undefined)).toThrow('ScheduleModule.forRoot()');
  });
});
