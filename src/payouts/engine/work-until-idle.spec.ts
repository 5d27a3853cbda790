import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';

/** Ten years in milliseconds. The test's clock and a server's clock differ by less. */
const YEARS_MS = 3_650 * 86_400_000;

describe.each(DATABASES)('work until idle on $name', (kind) => {
  let storage: Storage;
  beforeEach(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => storage.close());

  it('goes on behind a probe that opened the account again', async () => {
    const connector = new ScriptedConnector(ACCOUNT);
    const engine = new Engine(storage, connector, { reviewAfter: YEARS_MS });
    await accept(storage);
    await accept(storage);
    await engine.setHold({ reason: 'unreachable', by: 'worker', since: NOON, until: NOON, step: 1, note: null });
    await engine.worker.workUntilIdle({ readOnly: false, limitMs: 60_000 });
    expect(await engine.hold()).toBeNull();
    expect(connector.posts).toHaveLength(2);
  });

  it('keeps to one account if it is told one', async () => {
    const connector = new ScriptedConnector(ACCOUNT);
    const engine = new Engine(storage, connector, { reviewAfter: YEARS_MS });
    await accept(storage);
    await engine.worker.workUntilIdle({ readOnly: false, limitMs: 60_000, account: 'another' });
    expect(connector.posts).toHaveLength(0);
    await engine.worker.workUntilIdle({ readOnly: false, limitMs: 60_000, account: ACCOUNT.name });
    expect(connector.posts).toHaveLength(1);
  });
});
