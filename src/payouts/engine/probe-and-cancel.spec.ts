import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { aHold, NOON, OUTCOMES } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { Hold } from '../domain/account-hold.js';
import { requestCancellation } from '../domain/credit-cancellation.js';

describe.each(DATABASES)('a cancellation on a held account, on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;

  beforeEach(async () => {
    storage = await openStorage(kind);
    connector = new ScriptedConnector(ACCOUNT);
    connector.onCancel = async () => OUTCOMES.refused;
  });
  afterEach(() => storage.close());

  /** Cancels a paid credit right after a successful read. Returns the account's hold after the provider's answer. */
  async function cancel(hold: Hold): Promise<Hold | null> {
    const payout = await accept(storage, {}, { changes: { status: 'paid', cancellation: null } });
    const engine = new Engine(storage, connector);
    await engine.setHold(hold);
    const events = [requestCancellation('shop', NOON)];
    await storage.unitOfWork.run(({ payouts }) => payouts.change(payout, { events, source: 'api', at: NOON }));
    engine.time = NOON + 5_000;
    await engine.canceller.cancel(payout, () => false);
    return engine.hold();
  }

  it('is the probe when one is due, also while nothing waits to be sent', async () => {
    expect(await cancel(aHold({ until: NOON + 5_000 }))).toBeNull();
    expect(connector.cancels).toHaveLength(1);
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
    expect(connector.cancels).toHaveLength(0);
  });
});
