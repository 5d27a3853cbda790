import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, ScriptedConnector } from '../../../test/support/engine.js';
import { accept, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { DailyLimits } from './daily-limits.js';

/** In Lagos a day begins at 23:00 UTC. */
const LAGOS = { ...ACCOUNT, policy: { dailyLimit: 100_00, timeZone: 'Africa/Lagos' } };
const EVENING = Date.UTC(2026, 0, 15, 23);

describe.each(DATABASES)('a daily limit on $name', (kind) => {
  const limits = new DailyLimits(new ConnectorRegistry([new ScriptedConnector(LAGOS)]));
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  it.each([
    [EVENING - 1, '30.00'],
    [EVENING, '100.00'],
  ])('leaves at %i what the day of the account has not used: %s', async (createdAt, left) => {
    await accept(storage, { amount: 70_00, createdAt: EVENING - 1_000 });
    const order = anOrder({ amount: 100_01, createdAt });
    for (const way of ['look', 'reserve'] as const) {
      const beyond = await storage.unitOfWork.run((transaction) => limits[way](transaction, [order]));
      expect(beyond.get(order.id)).toMatchObject({ dailyLeft: left, problem: { field: 'amount' } });
    }
  });
});
