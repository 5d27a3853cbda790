import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anObservation, OUTCOMES } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/** When a POST should have an answer. */
const ANSWER_MS = 4_000;
const OPTIONS = { draining: () => false, abandoned: () => false };

describe.each(DATABASES)('a read of a payout under way on $name', (kind) => {
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
    await engine.submitter.start(ACCOUNT, 1);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  /** What any instance does. */
  async function readDue(): Promise<number> {
    const claimed = await engine.reader.claim(ACCOUNT, 9);
    for (const one of claimed) await engine.reader.readClaimed(one);
    return claimed.length;
  }

  it('happens once its POST should have an answer, though its lease is held, and once before that ends', async () => {
    engine.time += ANSWER_MS - 1;
    expect(await readDue()).toBe(0);
    engine.time += 1;
    expect(await readDue()).toBe(1);
    engine.time += 60_000;
    expect(await readDue()).toBe(0);
    engine.time += engine.context.timings.lease;
    expect(await readDue()).toBe(1);
  });

  it('applies what it finds, and frees the payout for the next read', async () => {
    connector.onLookup = async () => anObservation({ fact: 'processing' });
    engine.time += ANSWER_MS;
    await readDue();
    const found = await engine.payout(payout.id);
    expect(found).toMatchObject({ status: 'processing', leaseToken: null });
    expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'open', endedAt: engine.time }]);
    connector.onLookup = async () => anObservation({ fact: 'paid' });
    engine.time = found.schedule.nextAt ?? 0;
    expect(await readDue()).toBe(1);
    expect((await engine.payout(payout.id)).status).toBe('paid');
  });

  it.each([
    ['nothing', async () => 'absent' as const],
    ['a word that no document knows', async () => anObservation({ fact: 'unknown' })],
    ['another amount', async () => anObservation({ fact: 'paid', echo: { ...anObservation().echo, amount: '1' } })],
    ['no answer', () => Promise.reject(new ProviderReadError('HTTP 500', 500))],
  ])('concludes nothing from %s: the lease stays, and nothing is sent', async (_, onLookup) => {
    const { leaseToken } = await engine.payout(payout.id);
    connector.onLookup = onLookup;
    engine.time += ANSWER_MS;
    expect(await readDue()).toBe(1);
    expect(await engine.payout(payout.id)).toMatchObject({
      status: 'submitting',
      leaseToken,
      schedule: { absences: 0, resendAt: null },
    });
    expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'open', endedAt: null }]);
    engine.time += 60_000;
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
  });

  it('does not keep the answer of the POST from being recorded', async () => {
    const other = await accept(storage);
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    connector.onLookup = async () => anObservation({ fact: 'processing' });
    connector.onSubmit = async () => {
      engine.time += ANSWER_MS;
      await readDue();
      return OUTCOMES.accepted;
    };
    if (started) await engine.submitter.send(started, OPTIONS);
    expect(await engine.attempts(other.id)).toMatchObject([{ outcome: 'accepted', proof: 'executed' }]);
    expect((await engine.events(other.id)).at(-1)).toBe('submission_accepted');
    expect(connector.posts).toHaveLength(1);
  });

  it('asks for no further read of a payout that its POST says is paid', async () => {
    const other = await accept(storage);
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    connector.onSubmit = async () => {
      engine.time += ANSWER_MS;
      await readDue();
      return { ...OUTCOMES.accepted, observation: anObservation({ fact: 'failed' }) };
    };
    if (started) await engine.submitter.send(started, OPTIONS);
    expect(await engine.payout(other.id)).toMatchObject({ status: 'failed', schedule: { nextAt: null } });
  });
});
