import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { aHold, anObservation, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import type { StoredPayout } from '../storage/payout-rows.js';

describe.each(DATABASES)('probing a held account on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let payout: StoredPayout;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(async () => {
    connector = new ScriptedConnector(ACCOUNT);
    engine = new Engine(storage, connector);
    payout = await accept(storage);
    await engine.setHold(aHold({ until: NOON }));
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const probe = () => engine.prober.probe(ACCOUNT, payout);

  it('is done by one of many, once it is due', async () => {
    engine.time = NOON - 1;
    expect(await engine.prober.reserve(ACCOUNT)).toBeNull();
    engine.time = NOON;
    const reserved = [await engine.prober.reserve(ACCOUNT), await engine.prober.reserve(ACCOUNT)];
    expect(reserved.map((one) => one?.id)).toEqual([payout.id, undefined]);
  });

  it('is not done while a person holds the account', async () => {
    await engine.setHold(aHold({ reason: 'paused', by: 'ops', until: NOON }));
    expect(await engine.prober.reserve(ACCOUNT)).toBeNull();
  });

  it('starts the one payout that the provider does not know', async () => {
    await accept(storage);
    expect((await probe())?.payout).toMatchObject({ id: payout.id, status: 'submitting' });
    expect(await engine.submitter.start(ACCOUNT, 9)).toEqual([]);
  });

  it('sends nothing that the provider knows already', async () => {
    connector.onLookup = async () => anObservation({ fact: 'unknown' });
    expect(await probe()).toBeNull();
    expect(await engine.attempts(payout.id)).toEqual([]);
  });

  it('sends nothing when the look-up got no answer, and waits longer', async () => {
    connector.onLookup = () => Promise.reject(new ProviderReadError('HTTP 503', 503));
    expect(await probe()).toBeNull();
    expect(await engine.attempts(payout.id)).toEqual([]);
    expect(await engine.hold()).toMatchObject({ step: 2, until: engine.time + 15_000 });
  });
});
