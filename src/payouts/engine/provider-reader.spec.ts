import { Logger } from '@nestjs/common';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anObservation, NOON, OUTCOMES, UNVERIFIED } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { ProviderReadError, type SubmitOutcome } from '../../common/payout-connector.js';
import { outcomeOf } from '../domain/read-outcome.js';
import type { StoredPayout } from '../storage/payout-rows.js';

const isOfReads = (text: unknown) => String(text).startsWith('reads of');

const OPTIONS = { draining: () => false, abandoned: () => false };

describe.each(DATABASES)('reading on $name', (kind) => {
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

  async function submit(outcome: SubmitOutcome): Promise<void> {
    connector.onSubmit = async () => outcome;
    for (const started of await engine.submitter.start(ACCOUNT, 1)) await engine.submitter.send(started, OPTIONS);
  }

  async function claimed(): Promise<StoredPayout> {
    const [one] = await engine.reader.claim(ACCOUNT, 1);
    if (!one) throw new Error('nothing was claimed');
    return one;
  }

  it('takes up what a dead process was sending: in doubt, looked up, and not sent', async () => {
    await engine.submitter.start(ACCOUNT, 1);
    engine.time += engine.context.timings.lease;
    const doubted = await claimed();
    expect(doubted).toMatchObject({ id: payout.id, status: 'unconfirmed' });
    expect(await engine.attempts(payout.id)).toMatchObject([
      { outcome: 'unknown', proof: 'open', endedAt: engine.time },
    ]);
    connector.onLookup = async () => anObservation({ fact: 'paid' });
    await engine.reader.readClaimed(doubted);
    expect((await engine.payout(payout.id)).status).toBe('paid');
    expect([connector.lookups.length, connector.posts.length]).toEqual([1, 0]);
  });

  it.each([
    ['a read without an answer', new ProviderReadError('HTTP 500', 500)],
    ['a connector that threw', new RangeError('a bug')],
  ])('concludes nothing from %s, and reads again', async (_, error) => {
    await submit(OUTCOMES.unknown);
    connector.onLookup = () => Promise.reject(error);
    expect(await engine.reader.readClaimed(await claimed())).toBeNull();
    const { status, schedule, leaseToken } = await engine.payout(payout.id);
    expect([status, schedule.absences, schedule.resendAt, leaseToken]).toEqual(['unconfirmed', 0, null, null]);
    expect(schedule.nextAt).toBeGreaterThan(engine.time);
  });

  it('holds the account if a read for an API request is told to wait', async () => {
    await submit(OUTCOMES.accepted);
    const told = new ProviderReadError('HTTP 429', 429, 60_000);
    await engine.reader.noteFailure(await engine.payout(payout.id), told);
    expect(await engine.hold()).toMatchObject({ reason: 'throttled', until: engine.time + 60_000 });
  });

  it('tells of reads that fail from the first one on, until one is answered', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const lastRead = () => storage.unitOfWork.read(async ({ accounts }) => (await accounts.get(ACCOUNT.name)).lastRead);
    await submit(OUTCOMES.accepted);
    for (const [status, outcome] of [
      [500, 'unavailable'],
      [500, 'unavailable'],
      [429, 'throttled'],
      [200, 'unreadable'],
    ] as const) {
      engine.time += 600_000;
      connector.onLookup = () => Promise.reject(new ProviderReadError(`HTTP ${status}`, status));
      const one = await claimed();
      await engine.reader.readClaimed(one);
      const schedule = { readFailedAt: engine.time, readFailure: `HTTP ${status}` };
      expect(await engine.payout(payout.id)).toMatchObject({ version: one.version, schedule });
      expect(await lastRead()).toEqual({ at: engine.time, outcome });
    }
    engine.time += 600_000;
    connector.onLookup = async () => anObservation({ fact: 'processing' });
    await engine.reader.readClaimed(await claimed());
    expect((await engine.payout(payout.id)).schedule).toMatchObject({ readFailedAt: null, readFailure: null });
    expect(await lastRead()).toEqual({ at: engine.time, outcome: 'ok' });
    const said = [error.mock.calls, log.mock.calls].map((calls) => calls.map(([text]) => text).filter(isOfReads));
    expect(said).toEqual([
      [`reads of the account ${ACCOUNT.name} fail: unavailable`],
      [`reads of the account ${ACCOUNT.name} are answered again`],
    ]);
    jest.restoreAllMocks();
  });

  it.each([
    [null, 'unavailable'],
    [503, 'unavailable'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [429, 'throttled'],
    [200, 'unreadable'],
    [422, 'unreadable'],
  ])('calls a read that was answered %s %s', (status, outcome) => {
    expect(outcomeOf(new ProviderReadError('told nothing', status))).toBe(outcome);
  });

  it('concludes nothing about a POST from a search that began before its answer', async () => {
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    connector.onSubmit = async () => OUTCOMES.unknown;
    connector.onLookup = async () => {
      engine.time += 10;
      if (started) await engine.submitter.send(started, OPTIONS);
      engine.time += 10;
      return 'absent';
    };
    await engine.reader.read(payout, 'api');
    const { status, schedule } = await engine.payout(payout.id);
    expect([status, schedule.absences, schedule.resendAt]).toEqual(['unconfirmed', 0, null]);
  });

  it('queues what a provider without unique ids rejected, once a complete search agrees', async () => {
    use({ ...ACCOUNT, safety: UNVERIFIED });
    await submit(OUTCOMES.throttled);
    expect((await engine.payout(payout.id)).status).toBe('unconfirmed');
    expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'rejected' }]);
    await engine.reader.readClaimed(await claimed());
    expect((await engine.payout(payout.id)).status).toBe('queued');
    expect(await engine.attempts(payout.id)).toMatchObject([{ proof: 'not_executed' }]);
  });

  it('lets an absence be sent again where ids are unique, and takes that back when the payout is found', async () => {
    await submit(OUTCOMES.unknown);
    await engine.reader.readClaimed(await claimed());
    const { resendWait } = engine.context.timings;
    expect((await engine.payout(payout.id)).schedule.resendAt).toBe(engine.time + resendWait);
    connector.onLookup = async () => anObservation({ fact: 'unknown' });
    await engine.reader.read(await engine.payout(payout.id), 'api');
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'unconfirmed', schedule: { resendAt: null } });
    engine.time += resendWait;
    expect(await engine.submitter.start(ACCOUNT, 1)).toEqual([]);
  });

  it('reads again at once what a callback asked for while it was read', async () => {
    const { id } = await accept(
      storage,
      {},
      { changes: { status: 'paid', submittedAt: 1 }, schedule: { nextAt: null } },
    );
    connector.onLookup = async () => {
      await storage.unitOfWork.run(({ callbacks }) => callbacks.wake(id, engine.time + 1));
      return anObservation({ fact: 'paid' });
    };
    await engine.reader.read(await engine.payout(id), 'api');
    expect((await engine.payout(id)).schedule.nextAt).toBe(engine.time + 1);
  });

  it('reads again what a callback asked for while the worker read it', async () => {
    const { id } = await accept(storage, {}, { changes: { status: 'paid', submittedAt: NOON } });
    engine.time += 10;
    connector.onLookup = async () => {
      await storage.unitOfWork.run(({ callbacks }) => callbacks.wake(id, engine.time + 1));
      return anObservation({ fact: 'paid' });
    };
    for (const one of await engine.reader.claim(ACCOUNT, 9)) await engine.reader.readClaimed(one);
    expect((await engine.payout(id)).schedule.nextAt).toBe(engine.time + 5_000);
  });

  it('reads again what a callback asked for before the answer of a read was recorded, even beyond its lease', async () => {
    const { id } = await accept(storage, {}, { changes: { status: 'processing', submittedAt: NOON } });
    engine.time += 10;
    const { lease } = engine.context.timings;
    for (const late of [lease, lease + 1_000]) {
      connector.onLookup = async () => {
        engine.time += late;
        await storage.unitOfWork.run(({ callbacks }) => callbacks.wake(id, engine.time));
        return anObservation({ fact: 'paid' });
      };
      for (const one of await engine.reader.claim(ACCOUNT, 9)) await engine.reader.readClaimed(one);
      const { status, schedule } = await engine.payout(id);
      expect({ status, due: (schedule.nextAt ?? Number.POSITIVE_INFINITY) <= engine.time }).toEqual({
        status: 'paid',
        due: true,
      });
    }
  });

  it('leaves a POST under way its lease, also when its payout is refreshed meanwhile', async () => {
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    await engine.reader.read(await engine.payout(payout.id), 'api');
    expect((await engine.payout(payout.id)).leaseToken).toBe(started?.payout.leaseToken);
  });

  it('leaves a POST under way its lease', async () => {
    const [started] = await engine.submitter.start(ACCOUNT, 1);
    await engine.reader.read(payout, 'api');
    expect(await engine.payout(payout.id)).toMatchObject({
      status: 'submitting',
      leaseToken: started?.payout.leaseToken,
    });
  });

  it('holds the account of a payout that the provider knows although it was never sent', async () => {
    connector.onLookup = async () => anObservation({ fact: 'paid' });
    await engine.reader.read(payout, 'worker');
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
    expect((await engine.payout(payout.id)).status).toBe('paid');
  });
});
