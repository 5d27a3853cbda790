import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anEcho, anObservation, OUTCOMES } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { type Observation, ProviderReadError } from '../../common/payout-connector.js';
import type { LookupBeforeFirstSend } from '../payouts.options.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/** Milliseconds after the claim from which on every worker may read the payout. */
const SLOW_MS = 4_000;
const OPTIONS = { draining: () => false, abandoned: () => false };

describe.each(DATABASES)('the look-up before the first POST on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let payout: StoredPayout;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(async () => {
    use('on');
    payout = await accept(storage);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await clear(storage);
  });
  afterAll(() => storage.close());

  function use(lookup: LookupBeforeFirstSend): void {
    connector = new ScriptedConnector(ACCOUNT);
    engine = new Engine(storage, connector, {}, lookup);
  }

  async function submit(): Promise<void> {
    for (const started of await engine.submitter.start(ACCOUNT, 9)) await engine.submitter.send(started, OPTIONS);
  }

  const calls = () => [connector.lookups.length, connector.posts.length];

  it('finds nothing, in the whole list, and the payout is sent', async () => {
    await submit();
    expect(calls()).toEqual([1, 1]);
    expect(connector.lookups).toMatchObject([{ payoutId: payout.id, firstAttemptAt: null }]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'processing', submittedAt: engine.time });
  });

  it.each([
    ['paid', 'paid'],
    ['processing', 'processing'],
    ['failed', 'failed'],
  ] as const)(
    'finds the payout %s: it is not sent, has what the provider says, and holds the account',
    async (fact, status) => {
      connector.onLookup = async () => anObservation({ fact });
      await submit();
      expect(calls()).toEqual([1, 0]);
      expect(await engine.payout(payout.id)).toMatchObject({ status, leaseToken: null });
      expect(await engine.attempts(payout.id)).toMatchObject([{ outcome: 'not_sent', proof: 'not_executed' }]);
      expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
      const types = await engine.events(payout.id);
      expect(types).toEqual(['accepted', 'submission_started', 'submission_not_sent', 'observed', 'alarm']);
    },
  );

  /** Has the worker read the payout while the first look-up waits for its own, late answer. */
  function readMeanwhile(found: Observation, late: Observation | 'absent'): void {
    connector.onLookup = async () => {
      connector.onLookup = async () => found;
      engine.time += SLOW_MS;
      for (const one of await engine.reader.claim(ACCOUNT, 9)) await engine.reader.readClaimed(one);
      return late;
    };
  }

  it.each([
    ['finds it too', anObservation({ fact: 'paid' })],
    ['says absent', 'absent'],
  ] as const)(
    'is outrun by a read that finds the payout, and %s: nothing is sent, the account is held',
    async (_, late) => {
      readMeanwhile(anObservation({ fact: 'paid' }), late);
      await submit();
      expect(calls()).toEqual([2, 0]);
      expect(await engine.payout(payout.id)).toMatchObject({ status: 'paid', leaseToken: null });
      expect(await engine.attempts(payout.id)).toMatchObject([{ outcome: 'not_sent', proof: 'not_executed' }]);
      expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
      expect((await engine.events(payout.id)).slice(-2)).toEqual(['late_answer', 'alarm']);
    },
  );

  it('is outrun by a read with a word that no document knows: a person decides, also after the hold', async () => {
    readMeanwhile(anObservation({ fact: 'unknown', providerStatus: 'frozen' }), 'absent');
    await submit();
    expect(calls()).toEqual([2, 0]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'queued', review: { reason: 'conflict' } });
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
  });

  it('is slow, and a read finds nothing: the payout is sent once', async () => {
    connector.onLookup = async () => {
      connector.onLookup = async () => 'absent';
      engine.time += SLOW_MS;
      for (const one of await engine.reader.claim(ACCOUNT, 9)) await engine.reader.readClaimed(one);
      return 'absent';
    };
    await submit();
    expect(calls()).toEqual([2, 1]);
    expect((await engine.payout(payout.id)).status).toBe('processing');
  });

  it('finds it with another amount: it is not sent, waits for a person, and holds the account', async () => {
    connector.onLookup = async () => anObservation({ fact: 'paid', echo: anEcho({ amount: '1' }) });
    await submit();
    expect(calls()).toEqual([1, 0]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'queued', review: { reason: 'mismatch' } });
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
  });

  it('is asked to wait: nothing is sent from the account for that time', async () => {
    connector.onLookup = () => Promise.reject(new ProviderReadError('HTTP 429', 429, 60_000));
    await submit();
    expect(await engine.hold()).toMatchObject({ reason: 'throttled', until: engine.time + 60_000 });
  });

  it('gets no answer: the payout is not sent, waits, and is looked up again before its first POST', async () => {
    connector.onLookup = () => Promise.reject(new ProviderReadError('HTTP 500', 500));
    await submit();
    const { status, schedule } = await engine.payout(payout.id);
    expect(status).toBe('queued');
    expect(schedule.nextAt).toBeGreaterThan(engine.time);
    expect(calls()).toEqual([1, 0]);
    expect(await engine.hold()).toBeNull();
    engine.time = schedule.nextAt ?? 0;
    connector.onLookup = async () => 'absent';
    await submit();
    expect(calls()).toEqual([2, 1]);
  });

  it('is not repeated before a resend, which a search has already allowed', async () => {
    connector.onSubmit = async () => OUTCOMES.unknown;
    await submit();
    const [doubted] = await engine.reader.claim(ACCOUNT, 1);
    if (!doubted) throw new Error('nothing was read');
    await engine.reader.readClaimed(doubted);
    engine.time = (await engine.payout(payout.id)).schedule.resendAt ?? 0;
    await submit();
    expect(calls()).toEqual([2, 2]);
  });

  it.each([
    ['off', true, 0],
    ['auto', false, 0],
    ['auto', true, 1],
    ['on', false, 1],
  ] as const)('%s, with a database that may lose a COMMIT (%s): %d', async (lookup, loses, lookups) => {
    jest.spyOn(storage.unitOfWork, 'mayLoseCommits').mockResolvedValue(loses);
    use(lookup);
    await submit();
    expect(calls()).toEqual([lookups, 1]);
  });

  it('comes before a repeated POST too, but only if a callback has told of the payout', async () => {
    use('off');
    connector.onSubmit = async () => OUTCOMES.noConnection;
    for (const lookups of [0, 0]) {
      await submit();
      expect(connector.lookups).toHaveLength(lookups);
      engine.time = (await engine.payout(payout.id)).schedule.nextAt ?? 0;
    }
    const callback = { provider: 'jumia-credits', account: null, payoutId: payout.id, failureReason: null };
    await storage.unitOfWork.run(({ callbacks }) =>
      callbacks.store({ ...callback, hash: payout.id, body: Buffer.from('{}'), at: engine.time }),
    );
    connector.onLookup = async () => anObservation({ fact: 'paid' });
    await submit();
    expect(calls()).toEqual([1, 2]);
    expect((await engine.payout(payout.id)).status).toBe('paid');
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction' });
  });

  it('asks the database about its settings once a minute, because they can change', async () => {
    use('auto');
    const mayLose = jest.spyOn(storage.unitOfWork, 'mayLoseCommits').mockResolvedValue(false);
    await accept(storage);
    await submit();
    expect(mayLose).toHaveBeenCalledTimes(1);
    mayLose.mockResolvedValue(true);
    engine.time += 60_000;
    const late = await accept(storage);
    await submit();
    expect(connector.lookups.map(({ payoutId }) => payoutId)).toEqual([late.id]);
  });
});
