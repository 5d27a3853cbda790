import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { aReview, NOON, OUTCOMES } from '../../../test/support/factories.js';
import { accept, connect, openStorage, type Storage } from '../../../test/support/storage.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import { MAX_CLAIM } from '../storage/claims.repository.js';
import { UnitOfWork } from '../storage/unit-of-work.js';

const PASS = { wake: () => undefined, readOnly: false };

// Only SQLite, because the clock of a database server would replace the clock of the test.
describe.each(DATABASES.filter(({ name }) => name === 'sqlite'))('the loop of the worker on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let answer: () => void = () => undefined;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    connector = new ScriptedConnector(ACCOUNT);
    engine = new Engine(storage, connector, { submitConcurrency: 2 });
  });
  afterEach(async () => {
    answer();
    await engine.worker.drain();
    await clear(storage);
  });
  afterAll(() => storage.close());

  /** Makes every POST wait until the test calls `answer`. */
  function hang(): void {
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    connector.onSubmit = async () => {
      await answered;
      return OUTCOMES.accepted;
    };
  }

  it('has the intent in the books, for everybody to see, at the moment of the POST', async () => {
    const { id } = await accept(storage);
    const other = await connect(storage.url);
    const seen: unknown[] = [];
    connector.onSubmit = async () => {
      const books = new UnitOfWork(other);
      seen.push((await books.read(({ payouts }) => payouts.require(id))).status);
      seen.push(...(await books.read(({ attempts }) => attempts.of(id))).map(({ proof }) => proof));
      return OUTCOMES.accepted;
    };
    await engine.worker.tick();
    await engine.dispatcher.idle();
    await other.destroy();
    expect(seen).toEqual(['submitting', 'open']);
    expect((await engine.payout(id)).status).toBe('processing');
  });

  it('looks up at once what a process that died was sending: its lock on the file is free', async () => {
    const { id } = await accept(storage);
    await engine.submitter.start(ACCOUNT, 1);
    await engine.worker.tick();
    await engine.dispatcher.idle();
    expect([connector.lookups.length, connector.posts.length]).toEqual([1, 0]);
    expect((await engine.payout(id)).status).toBe('unconfirmed');
  });

  it('never ends a lease of its own, however often it is asked to work', async () => {
    const { id } = await accept(storage);
    hang();
    await Promise.all([engine.worker.tick(), engine.worker.tick()]);
    const { leaseToken, status } = await engine.payout(id);
    await engine.worker.tick();
    expect(await engine.payout(id)).toMatchObject({ leaseToken, status });
    expect([status, connector.lookups.length, connector.posts.length]).toEqual(['submitting', 0, 1]);
  });

  it.each(['while it runs', 'between two starts'])('keeps to its plans when the clock is set back %s', async (when) => {
    const HOURS = 7_200_000;
    connector.onSubmit = async () => OUTCOMES.accepted;
    const { id } = await accept(storage);
    await engine.worker.tick();
    await engine.dispatcher.idle();
    expect((await engine.payout(id)).status).toBe('processing');
    const { version } = await engine.payout(id);
    // A second start finds the same last change, which still lies ahead. What was corrected is not corrected again.
    for (const restarts of when === 'between two starts' ? [true, true] : [false]) {
      if (restarts) {
        await engine.worker.drain();
        engine = new Engine(storage, connector);
      }
      engine.setBack = HOURS;
      await engine.worker.tick();
      await engine.dispatcher.idle();
    }
    expect([connector.lookups.length, (await engine.payout(id)).version]).toEqual([0, version]);
    engine.time += 30_000;
    await engine.worker.tick();
    await engine.dispatcher.idle();
    expect(connector.lookups.length).toBe(1);
  });

  it.each([
    ['before the clock went ahead', 0, NOON],
    ['while it was ahead', 7_200_000, NOON + 1],
  ])('never takes an attempt for older than it is when the clock is set back: one %s', async (_, ahead, startedAt) => {
    engine.time += ahead;
    connector.onSubmit = async () => OUTCOMES.unknown;
    connector.onLookup = () => Promise.reject(new ProviderReadError('HTTP 500', 500));
    const { id } = await accept(storage);
    await engine.worker.tick();
    await engine.dispatcher.idle();
    engine.time += 7_200_001 - ahead;
    await engine.worker.tick();
    engine.setBack = 7_200_000;
    await engine.worker.tick();
    await engine.dispatcher.idle();
    const [attempt] = await engine.attempts(id);
    expect(attempt).toMatchObject({ startedAt, endedAt: startedAt });
  });

  it('has no more POSTs than places when a run asks for work beside it', async () => {
    for (let count = 0; count < 9; count += 1) await accept(storage);
    hang();
    const start = engine.submitter.start.bind(engine.submitter);
    let claimed: () => void = () => undefined;
    const firstClaim = new Promise<void>((resolve) => {
      claimed = resolve;
    });
    // The answer to a COMMIT comes late, so another pass sees that these are claimed, but not that they take places.
    jest.spyOn(engine.submitter, 'start').mockImplementation(async (...claim) => {
      const started = await start(...claim);
      claimed();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return started;
    });
    void engine.dispatcher.dispatch(PASS);
    await firstClaim;
    await Promise.all([1, 2].map(() => engine.dispatcher.dispatch(PASS)));
    expect(connector.posts).toHaveLength(2);
  });

  it('waits at a shutdown for the POST under way, which keeps its lease, and claims nothing more', async () => {
    const { id } = await accept(storage);
    hang();
    await engine.worker.tick();
    const { leaseToken } = await engine.payout(id);
    const drained = engine.worker.drain();
    await accept(storage);
    const another = new Engine(storage, connector);
    await another.dispatcher.dispatch({ ...PASS, readOnly: true });
    await engine.dispatcher.dispatch(PASS);
    expect(await engine.payout(id)).toMatchObject({ status: 'submitting', leaseToken });
    expect([connector.lookups.length, connector.posts.length]).toEqual([0, 1]);
    answer();
    await drained;
    expect((await engine.payout(id)).status).toBe('processing');
  });

  it('has no more intents than places to send from', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await accept(storage)).id);
    hang();
    await engine.dispatcher.dispatch(PASS);
    const states = await Promise.all(ids.map(async (id) => (await engine.payout(id)).status));
    expect(states.filter((status) => status === 'submitting')).toHaveLength(2);
    expect(connector.posts).toHaveLength(2);
  });

  it('reads in one pass all that is due and has a place, also more than one claim takes', async () => {
    engine = new Engine(storage, connector, { readRate: 5_000 });
    const due = { changes: { status: 'processing' as const, submittedAt: NOON }, schedule: { nextAt: NOON } };
    for (let count = 0; count <= MAX_CLAIM; count += 1) await accept(storage, {}, due);
    await engine.dispatcher.dispatch(PASS);
    await engine.dispatcher.idle();
    expect(connector.lookups).toHaveLength(MAX_CLAIM + 1);
  });

  it('sends nothing in a run that only reads', async () => {
    await accept(storage);
    await engine.worker.workUntilIdle({ readOnly: true, limitMs: 1_000 });
    expect(connector.posts).toEqual([]);
  });

  it('ends as never sent what expired in the queue, and nothing that is in doubt', async () => {
    const expiresAt = NOON - 1;
    const queued = await accept(storage, { expiresAt }, { changes: { review: aReview('unfinished') } });
    const doubted = await accept(storage, { expiresAt }, { changes: { status: 'unconfirmed', submittedAt: NOON } });
    await engine.worker.tick();
    await engine.dispatcher.idle();
    expect(await engine.payout(queued.id)).toMatchObject({
      status: 'failed',
      review: null,
      failure: { code: 'expired_before_sending' },
    });
    expect((await engine.payout(doubted.id)).status).toBe('unconfirmed');
    expect(connector.posts).toEqual([]);
  });
});
