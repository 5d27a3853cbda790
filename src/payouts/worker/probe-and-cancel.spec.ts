import { DATABASES } from '../../../test/support/databases.js';
import { aHold, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { ConnectorAccount, PayoutConnector } from '../../common/payout-connector.js';
import { ConnectorRegistry } from '../connector-registry.js';
import { requestCancellation } from '../domain/cancellation.js';
import { type Hold, OPEN_ACCOUNT } from '../domain/hold.js';
import { DEFAULT_TIMINGS } from '../payouts.options.js';
import { StorageClock } from '../storage/storage-clock.js';
import { Canceller } from './canceller.js';
import { WorkerContext } from './worker-context.js';

const ACCOUNT: ConnectorAccount = {
  name: 'jumia-ci',
  provider: 'jumia-credits',
  scope: 'scope',
  country: null,
  currencies: [{ code: 'XOF', scale: 2 }],
  recipientKind: 'email',
  limits: { min: null, max: null },
  safety: { dedupe: 'by-reference', lookup: 'by-reference', callbackAuth: 'none', returnsAfterPaid: true },
  requireApproval: false,
  requireVerifiedRecipient: false,
  resendAfterAbsence: false,
};

describe.each(DATABASES)('a cancellation on a held account, on $name', (kind) => {
  let storage: Storage;
  let asked: number;

  beforeEach(async () => {
    storage = await openStorage(kind);
    asked = 0;
  });
  afterEach(() => storage.close());

  /** A paid credit that is to be taken back, and whose look-up was just answered. The hold after the provider answers. */
  async function cancel(hold: Hold): Promise<Hold | null> {
    const payout = await accept(storage, {}, { changes: { status: 'paid', cancellation: null } });
    await storage.unitOfWork.run(async ({ accounts, payouts }) => {
      await accounts.set(await accounts.get(ACCOUNT.name), { ...OPEN_ACCOUNT, unknowns: 3, hold });
      const events = [requestCancellation('shop', NOON)];
      await payouts.change(payout, { events, source: 'api', at: NOON });
    });
    const connector = {
      provider: ACCOUNT.provider,
      accounts: [ACCOUNT],
      cancel: async () => {
        asked += 1;
        return { kind: 'refused', providerReason: null, reason: 'HTTP 400', httpStatus: 400, retryAfterMs: null };
      },
    } as unknown as PayoutConnector;
    const clock = new StorageClock(storage.dataSource, { now: () => NOON + 5_000, monotonic: () => 0 });
    const settings = { timings: DEFAULT_TIMINGS, worker: true, callbacks: null };
    const context = new WorkerContext(storage.unitOfWork, new ConnectorRegistry([connector]), clock, settings);
    await new Canceller(context).cancel(payout, () => false);
    return (await storage.unitOfWork.read(({ accounts }) => accounts.get(ACCOUNT.name))).hold;
  }

  it('is the probe when one is due, also while nothing waits to be sent', async () => {
    expect(await cancel(aHold({ until: NOON + 5_000 }))).toBeNull();
    expect(asked).toBe(1);
  });

  it.each([
    ['the next probe is not due', aHold({ until: NOON + 5_001 })],
    ['a person has paused the account', aHold({ reason: 'paused', by: 'ops', until: null })],
    [
      'a transaction has come up that the books do not explain',
      aHold({ reason: 'unexplained_transaction', until: null }),
    ],
  ])('waits while %s', async (_, hold) => {
    expect(await cancel(hold)).toEqual(hold);
    expect(asked).toBe(0);
  });
});
