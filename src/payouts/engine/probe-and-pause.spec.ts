import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT } from '../../../test/support/engine.js';
import { aHold, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { PayoutConnector } from '../../common/payout-connector.js';
import { type Hold, OPEN_ACCOUNT } from '../domain/account-hold.js';
import { DEFAULT_TIMINGS } from '../payouts.options.js';
import { StorageClock } from '../storage/database/storage-clock.js';
import { ConnectorRegistry } from './connector-registry.js';
import { EngineContext } from './engine-context.js';
import { FirstLookup } from './first-lookup.js';
import { ProviderReader } from './provider-reader.js';
import { Submitter } from './submitter.js';

describe.each(DATABASES)('a probe whose look-up was answered, on $name', (kind) => {
  let storage: Storage;

  beforeEach(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => storage.close());

  async function attemptsStarted(hold: Hold): Promise<number> {
    const { id } = await accept(storage);
    await storage.unitOfWork.run(async ({ accounts }) => {
      await accounts.set(await accounts.get(ACCOUNT.name), { ...OPEN_ACCOUNT, hold });
    });
    const connector = { provider: ACCOUNT.provider, accounts: [ACCOUNT] } as unknown as PayoutConnector;
    const clock = new StorageClock(storage.dataSource, { now: () => NOON + 1, monotonic: () => 0 });
    const settings = {
      timings: DEFAULT_TIMINGS,
      worker: true,
      lookupBeforeFirstSend: 'off' as const,
      callbacks: null,
      webhooks: { encryptionKeys: [], allowedHosts: [] },
    };
    const context = new EngineContext(storage.unitOfWork, new ConnectorRegistry([connector]), clock, settings);
    const lookup = new FirstLookup(context, new ProviderReader(context));
    return (await new Submitter(context, lookup).start(ACCOUNT, 1, id)).length;
  }

  it('sends its payout while the worker holds the account', async () => {
    expect(await attemptsStarted(aHold())).toBe(1);
  });

  it.each([
    ['a person has paused the account', aHold({ reason: 'paused', by: 'ops', until: null })],
    [
      'a transaction has come up that the books do not explain',
      aHold({ reason: 'unexplained_transaction', until: null }),
    ],
  ])('sends nothing when %s meanwhile', async (_, hold) => {
    expect(await attemptsStarted(hold)).toBe(0);
  });
});
