import { SchedulerRegistry } from '@nestjs/schedule';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { openStorage, type Storage } from '../../../test/support/storage.js';
import { until } from '../../../test/support/world.js';
import { BalanceScheduler } from './balance.scheduler.js';
import { Timers } from './timers.js';

const EVERY_MS = 5;

describe.each(DATABASES)('balances, without a batch, on $name', (kind) => {
  let storage: Storage;
  let scheduler: BalanceScheduler;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(async () => {
    scheduler.beforeApplicationShutdown();
    await clear(storage);
    await storage.close();
  });

  it('are read at the start and then every BALANCE_EVERY', async () => {
    let reads = 0;
    const connector = Object.assign(new ScriptedConnector(ACCOUNT), {
      balance: async () => {
        reads += 1;
        return { amount: `${reads}.00`, currency: 'XOF' };
      },
    });
    const engine = new Engine(storage, connector, { balanceEvery: EVERY_MS });
    scheduler = new BalanceScheduler(engine.context, new Timers(new SchedulerRegistry()), engine.worker);
    scheduler.onApplicationBootstrap();
    const balance = await until(async () => {
      engine.time += EVERY_MS;
      const state = await storage.unitOfWork.read(({ accounts }) => accounts.get(ACCOUNT.name));
      return (state.balance?.amount ?? 0) >= 300 ? state.balance : null;
    });
    expect(balance).toMatchObject({ currency: 'XOF', at: expect.any(Number) });
  });
});
