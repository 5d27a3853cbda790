import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { aHold, anObservation, OUTCOMES } from '../../../test/support/factories.js';
import { loseCommit } from '../../../test/support/lost-commit.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { SubmitOutcome } from '../../common/payout-connector.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Started } from './submitter.js';

const never = () => false;
const LATE = 90_000;

describe.each(DATABASES)('submitting on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;
  let payout: StoredPayout;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(async () => {
    use(ACCOUNT);
    payout = await accept(storage);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  function use(account: ConnectorAccount): void {
    connector = new ScriptedConnector(account);
    engine = new Engine(storage, connector);
  }

  async function start(): Promise<Started> {
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    if (!started) throw new Error('nothing was claimed');
    return started;
  }

  const send = (started: Started, draining = false) =>
    engine.submitter.send(started, { draining: () => draining, abandoned: never });

  it('has its intent in the books before anything is sent, and then sends once, under the id of the payout', async () => {
    const started = await start();
    expect(connector.posts).toEqual([]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'submitting', leaseToken: expect.any(String) });
    expect(await engine.attempts(payout.id)).toMatchObject([{ number: 1, proof: 'open', endedAt: null }]);
    await send(started);
    expect(connector.posts.map(({ payoutId }) => payoutId)).toEqual([payout.id]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'processing', leaseToken: null });
    expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'executed' }]);
  });

  it.each(Object.entries(OUTCOMES))('is one POST and no more, whatever comes of it: %s', async (_, outcome) => {
    connector.onSubmit = async () => outcome;
    await send(await start());
    expect(connector.posts).toHaveLength(1);
  });

  it('leaves in doubt what got no answer, and has it looked up at once, not sent again', async () => {
    connector.onSubmit = async () => OUTCOMES.unknown;
    await send(await start());
    expect(await engine.payout(payout.id)).toMatchObject({
      status: 'unconfirmed',
      schedule: { nextAt: engine.time, resendAt: null },
    });
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
  });

  it('has a second POST that nobody ended looked up, like the first: what allowed it allows no third', async () => {
    connector.onSubmit = async () => OUTCOMES.unknown;
    await send(await start());
    const [doubted] = await engine.reader.claim(ACCOUNT, 1);
    if (!doubted) throw new Error('nothing was read');
    await engine.reader.readClaimed(doubted);
    engine.time = (await engine.payout(payout.id)).schedule.resendAt ?? 0;
    // Simulates a crash during the second POST.
    expect(await start()).toMatchObject({ attempt: { number: 2 } });
    engine.time += engine.context.timings.lease + 1;
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    expect(await engine.reader.claim(ACCOUNT, 1)).toMatchObject([{ id: payout.id, status: 'unconfirmed' }]);
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    expect((await engine.payout(payout.id)).schedule.resendAt).toBeNull();
  });

  it('gives each of a set that it starts its own attempt', async () => {
    const more = await Promise.all(Array.from({ length: 9 }, () => accept(storage)));
    const started = await engine.submitter.start(ACCOUNT, 50);
    expect(new Set(started.map(({ payout: { id } }) => id))).toEqual(new Set([payout, ...more].map(({ id }) => id)));
    for (const { payout: each, attempt } of started) {
      expect(await engine.attempts(each.id)).toMatchObject([{ id: attempt.id, number: 1, endedAt: null }]);
      expect(await engine.events(each.id)).toEqual(['accepted', 'submission_started']);
    }
  });

  it('leaves in doubt what a connector threw at', async () => {
    connector.onSubmit = async () => {
      throw new TypeError('a bug');
    };
    await send(await start());
    expect((await engine.payout(payout.id)).status).toBe('unconfirmed');
    expect(await engine.attempts(payout.id)).toMatchObject([{ outcome: 'unknown', proof: 'open' }]);
  });

  it('sends nothing while the account is held, by whomever', async () => {
    for (const hold of [aHold(), aHold({ reason: 'paused', by: 'ops', until: null })]) {
      await engine.setHold(hold);
      expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    }
  });

  it('does not begin when too little of the lease is left, nor during a shutdown', async () => {
    const late = await start();
    engine.time += LATE;
    await send(late);
    engine.time += LATE;
    await send(await start(), true);
    expect(connector.posts).toEqual([]);
    expect((await engine.payout(payout.id)).status).toBe('queued');
    const proofs = (await engine.attempts(payout.id)).map(({ proof }) => proof);
    expect(proofs).toEqual(['not_executed', 'not_executed']);
  });

  it('sends nothing again after a late 409, although a search has found nothing meanwhile', async () => {
    connector.onSubmit = async () => {
      engine.time += engine.context.timings.lease;
      for (const one of await engine.reader.claim(ACCOUNT, 9)) await engine.reader.readClaimed(one);
      return OUTCOMES.duplicate;
    };
    await send(await start());
    engine.time += engine.context.timings.resendWait;
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
    expect((await engine.payout(payout.id)).status).toBe('unconfirmed');
  });

  it('sends nothing for a payout that was accepted for another scope', async () => {
    const started = await start();
    use({ ...ACCOUNT, scope: 'another scope' });
    await send(started);
    expect(connector.posts).toEqual([]);
  });

  it('sends nothing when the provider does not tell whether the recipient is payable', async () => {
    use({ ...ACCOUNT, requireVerifiedRecipient: true });
    connector.onCheck = async () => {
      throw new Error('HTTP 500');
    };
    await send(await start());
    expect(connector.posts).toEqual([]);
    expect((await engine.payout(payout.id)).status).toBe('queued');
  });

  it.each([true, false])(
    'sends nothing when the COMMIT of its claim got no answer (it happened: %s)',
    async (happens) => {
      const spy = loseCommit(storage, happens);
      await expect(engine.submitter.start(ACCOUNT, 1)).rejects.toThrow(CommitUnknownError);
      spy.mockRestore();
      expect(connector.posts).toEqual([]);
      expect((await engine.payout(payout.id)).status).toBe('queued');
      const proofs = (await engine.attempts(payout.id)).map(({ proof }) => proof);
      expect(proofs).toEqual(happens ? ['not_executed'] : []);
    },
  );

  it.each<[string, SubmitOutcome, string]>([
    ['accepted', OUTCOMES.accepted, 'submission_accepted'],
    ['refused for a long reason', { ...OUTCOMES.refused, reason: 'no '.repeat(100) }, 'submission_refused'],
  ])('books its outcome once when the COMMIT of the record got no answer: %s', async (_, outcome, event) => {
    connector.onSubmit = async () => outcome;
    const started = await start();
    const spy = loseCommit(storage, true);
    await send(started);
    spy.mockRestore();
    expect(connector.posts).toHaveLength(1);
    expect((await engine.events(payout.id)).filter((type) => type === event)).toHaveLength(1);
  });

  it('is not sent a second time after a resend that got no answer, before another look-up', async () => {
    const schedule = { resendAt: engine.time, nextAt: engine.time + LATE };
    const doubted = await accept(storage, {}, { changes: { status: 'unconfirmed' }, schedule });
    connector.onSubmit = async () => OUTCOMES.unknown;
    for (const started of await engine.submitter.start(ACCOUNT, 9)) await send(started);
    expect(connector.posts.filter(({ payoutId }) => payoutId === doubted.id)).toHaveLength(1);
    engine.time += 2 * LATE;
    expect(await engine.submitter.start(ACCOUNT, 9)).toEqual([]);
  });

  it('is not sent a second time after a resend whose process died, before another look-up', async () => {
    const schedule = { resendAt: engine.time, nextAt: engine.time + LATE };
    const doubted = await accept(storage, {}, { changes: { status: 'unconfirmed' }, schedule });
    expect((await engine.submitter.start(ACCOUNT, 9)).map(({ payout: { id } }) => id)).toContain(doubted.id);
    engine.time += engine.context.timings.lease;
    await engine.reader.claim(ACCOUNT, 9);
    engine.time += engine.context.timings.lease;
    expect((await engine.payout(doubted.id)).status).toBe('unconfirmed');
    expect(await engine.submitter.start(ACCOUNT, 9)).toEqual([]);
  });

  it('holds the account after three in a row without an answer', async () => {
    connector.onSubmit = async () => OUTCOMES.unknown;
    for (let count = 1; count <= 3; count += 1) {
      expect(await engine.hold()).toBeNull();
      await send(await start());
      await accept(storage);
    }
    expect(await engine.hold()).toMatchObject({ reason: 'unknown_outcomes', by: 'worker' });
  });

  it('holds the account when the answer tells of two transactions with one reference', async () => {
    connector.onSubmit = async () => ({ ...OUTCOMES.accepted, observation: anObservation({ duplicated: true }) });
    await send(await start());
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'unconfirmed', review: { reason: 'conflict' } });
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
  });

  it('has what a callback asked for during the POST read at once', async () => {
    connector.onSubmit = async () => {
      await storage.unitOfWork.run(({ callbacks }) => callbacks.wake(payout.id, engine.time + 1));
      return OUTCOMES.accepted;
    };
    await send(await start());
    expect(await engine.payout(payout.id)).toMatchObject({
      status: 'processing',
      schedule: { nextAt: engine.time + 1 },
    });
  });

  it('books an answer that comes after another worker took the payout over, and leaves that one its lease', async () => {
    const taken: StoredPayout[] = [];
    connector.onSubmit = async () => {
      engine.time += engine.context.timings.lease;
      taken.push(...(await engine.reader.claim(ACCOUNT, 1)));
      return OUTCOMES.accepted;
    };
    await send(await start());
    expect(taken).toMatchObject([{ id: payout.id, status: 'unconfirmed', leaseToken: expect.any(String) }]);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'processing', leaseToken: taken[0]?.leaseToken });
    expect(await engine.attempts(payout.id)).toMatchObject([{ outcome: 'accepted', proof: 'executed' }]);
  });
});
