import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anObservation, OUTCOMES, UNVERIFIED } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { ProviderReadError, type SubmitOutcome } from '../../common/payout-connector.js';
import type { StoredPayout } from '../storage/payout-rows.js';

const options = { draining: () => false, abandoned: () => false };
const DJAMO: ConnectorAccount = { ...ACCOUNT, safety: { ...UNVERIFIED, callbackAuth: 'none' } };
const { refused, accountFault, throttled } = OUTCOMES;

describe.each(DATABASES)('a refusal on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let payout: StoredPayout;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(async () => {
    payout = await accept(storage);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  /** Sends a payout whose POST has this outcome, from this account. */
  async function send(outcome: SubmitOutcome, account = ACCOUNT): Promise<void> {
    connector = new ScriptedConnector(account);
    engine = new Engine(storage, connector);
    connector.onSubmit = async () => outcome;
    const [started] = await engine.submitter.start(account, 1);
    if (!started) throw new Error('nothing was claimed');
    await engine.submitter.send(started, options);
  }

  async function read(): Promise<void> {
    engine.time += 1;
    const [claimed] = await engine.reader.claim(connector.accounts[0] ?? ACCOUNT, 1);
    if (!claimed) throw new Error('nothing is due to be read');
    await engine.reader.readClaimed(claimed);
  }

  describe.each([
    ['where ids are unique', ACCOUNT],
    ['where nothing is documented about ids', DJAMO],
  ])('%s', (_, account) => {
    it('fails the payout only once a search agrees, with the reason of the provider', async () => {
      await send(refused, account);
      expect(await engine.payout(payout.id)).toMatchObject({ status: 'unconfirmed', failure: null });
      await read();
      expect(await engine.payout(payout.id)).toMatchObject({
        status: 'failed',
        failure: { code: 'refused', providerReason: 'too low' },
        schedule: { nextAt: null },
      });
      expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'not_executed' }]);
      expect(connector.lookups).toHaveLength(1);
    });

    it.each([
      ['refused', refused],
      ['an account fault', accountFault],
      ['throttled', throttled],
    ])('is outranked by what the search finds: %s', async (__, outcome) => {
      await send(outcome, account);
      connector.onLookup = async () => anObservation({ fact: 'paid' });
      await read();
      expect(await engine.payout(payout.id)).toMatchObject({ status: 'paid', failure: null, review: null });
      expect(connector.posts).toHaveLength(1);
    });

    it.each([
      ['an account fault', accountFault],
      ['throttled', throttled],
    ])('has the payout sent again only after a search: %s', async (__, outcome) => {
      await send(outcome, account);
      expect((await engine.payout(payout.id)).status).toBe('unconfirmed');
      await read();
      expect(await engine.payout(payout.id)).toMatchObject({ status: 'queued', schedule: { resendAt: null } });
    });

    it('leaves in doubt what cannot be searched', async () => {
      await send(refused, account);
      connector.onLookup = async () => {
        throw new ProviderReadError('HTTP 500', 500);
      };
      await read();
      expect(await engine.payout(payout.id)).toMatchObject({ status: 'unconfirmed', failure: null });
      expect((await engine.payout(payout.id)).schedule.nextAt).toBeGreaterThan(engine.time);
    });
  });

  it.each([true, false])('for lack of funds holds the account where that is wanted: %s', async (holdOnShortfall) => {
    await send({ ...refused, providerReason: 'Solde insuffisant' }, { ...ACCOUNT, policy: { holdOnShortfall } });
    const hold = await engine.hold();
    expect(hold?.reason ?? null).toBe(holdOnShortfall ? 'insufficient_funds' : null);
  });

  it('of the credentials is probed by the look-up of the refused payout, where nothing else waits', async () => {
    await send(accountFault);
    connector.onLookup = async () => {
      throw new ProviderReadError('HTTP 401', 401);
    };
    await read();
    connector.onLookup = async () => 'absent';
    connector.onSubmit = async () => OUTCOMES.accepted;
    engine.time = (await engine.hold())?.until ?? 0;
    const candidate = await engine.prober.reserve(ACCOUNT);
    expect(candidate?.id).toBe(payout.id);
    const started = await engine.prober.probe(ACCOUNT, candidate ?? payout);
    if (!started) throw new Error('the probe sent nothing');
    await engine.submitter.send(started, options);
    expect(await engine.hold()).toBeNull();
    expect((await engine.payout(payout.id)).status).toBe('processing');
  });
});
