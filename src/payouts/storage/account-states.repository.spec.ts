import { DATABASES } from '../../../test/support/databases.js';
import { aHold, NOON } from '../../../test/support/factories.js';
import { openStorage, type Storage } from '../../../test/support/storage.js';
import type { AccountState } from '../domain/account-hold.js';
import { AccountStates } from './account-states.repository.js';
import { StaleRowError } from './database/storage.errors.js';

describe.each(DATABASES)('account states on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  const get = (name: string) => storage.unitOfWork.read(({ accounts }) => accounts.get(name));
  const setOnce = (before: Awaited<ReturnType<typeof get>>, after: AccountState) =>
    storage.dataSource.transaction((manager) => new AccountStates(manager).set(before, after));

  it('are open before anybody said anything', async () => {
    expect(await get('new')).toEqual({
      name: 'new',
      version: 0,
      unknowns: 0,
      failures: 0,
      hold: null,
      lastRead: null,
      balance: null,
    });
  });

  it.each([
    aHold(),
    aHold({ reason: 'paused', by: 'fatou', until: null, step: 0 }),
    aHold({ reason: 'unexplained_transaction', until: null }),
    null,
  ])('are kept to the letter: %j', async (hold) => {
    const before = await get('kept');
    await setOnce(before, { unknowns: 2, failures: 0, hold });
    expect(await get('kept')).toEqual({
      name: 'kept',
      version: before.version + 1,
      unknowns: 2,
      failures: 0,
      hold,
      lastRead: null,
      balance: null,
    });
  });

  it('let one of two that decided about the same state win, the first time too', async () => {
    for (const round of [1, 2]) {
      const before = await get('raced');
      const results = await Promise.allSettled(
        [1, 2].map((unknowns) => setOnce(before, { unknowns, failures: 0, hold: null })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(results.find((one) => one.status === 'rejected')?.reason).toBeInstanceOf(StaleRowError);
      expect((await get('raced')).version).toBe(round);
    }
  });

  it('count every one of 10 unknown outcomes at once', async () => {
    const count = () =>
      storage.unitOfWork.run(async ({ accounts }) => {
        const state = await accounts.get('counted');
        await accounts.set(state, { unknowns: state.unknowns + 1, failures: 0, hold: null });
      });
    for (let batch = 0; batch < 5; batch += 1) await Promise.all([count(), count()]);
    expect((await get('counted')).unknowns).toBe(10);
  });

  it('are all listed', async () => {
    await setOnce(await get('listed'), { unknowns: 0, failures: 0, hold: aHold({ since: NOON }) });
    const all = await storage.unitOfWork.read(({ accounts }) => accounts.all());
    expect(all.find(({ name }) => name === 'listed')?.hold?.since).toBe(NOON);
  });
});
