import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { aHold, anObservation, aReview, NOON, OUTCOMES } from '../../../test/support/factories.js';
import { loseCommit } from '../../../test/support/lost-commit.js';
import { accept, connect, openStorage, type Storage } from '../../../test/support/storage.js';
import type { Cancellation, PayoutChanges } from '../domain/payout.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { UnitOfWork } from '../storage/unit-of-work.js';

const never = () => false;
const requested: Cancellation = {
  status: 'requested',
  requestedAt: NOON,
  updatedAt: NOON,
  reason: null,
  unanswered: 0,
  post: null,
};

describe.each(DATABASES)('taking a credit back on $name', (kind) => {
  let storage: Storage;
  let connector: ScriptedConnector;
  let engine: Engine;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    connector = new ScriptedConnector(ACCOUNT);
    engine = new Engine(storage, connector);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const paid = (changes: PayoutChanges = {}): Promise<StoredPayout> =>
    accept(storage, {}, { changes: { status: 'paid', providerId: 'txn_1', cancellation: requested, ...changes } });

  it('has its intent in the books, for everybody to see, before the POST', async () => {
    const { id, ...payout } = await paid();
    const other = await connect(storage.url);
    const seen: (Cancellation | null)[] = [];
    connector.onCancel = async () => {
      seen.push((await new UnitOfWork(other).read(({ payouts }) => payouts.require(id))).cancellation);
      return OUTCOMES.unknown;
    };
    await engine.canceller.cancel({ id, ...payout }, never);
    await other.destroy();
    expect(seen).toMatchObject([{ status: 'requested', unanswered: 1, post: expect.any(String) }]);
    expect((await engine.payout(id)).cancellation).toMatchObject({ status: 'requested', unanswered: 1, post: null });
  });

  it('is one POST, and no refusal when an earlier one may have been carried out', async () => {
    const payout = await paid();
    for (const outcome of [OUTCOMES.unknown, OUTCOMES.refused]) {
      connector.onCancel = async () => outcome;
      await engine.canceller.cancel(payout, never);
    }
    expect(connector.cancels).toHaveLength(2);
    expect((await engine.payout(payout.id)).cancellation?.status).toBe('requested');
  });

  it('has its outcome booked once when the COMMIT of the record got no answer', async () => {
    const payout = await paid({ cancellation: { ...requested, unanswered: 1 } });
    const spies: jest.SpyInstance[] = [];
    connector.onCancel = async () => {
      spies.push(loseCommit(storage, true));
      return OUTCOMES.throttled;
    };
    await engine.canceller.cancel(payout, never);
    for (const spy of spies) spy.mockRestore();
    expect((await engine.payout(payout.id)).cancellation).toMatchObject({ status: 'requested', unanswered: 1 });
  });

  it('is what the provider accepted', async () => {
    const payout = await paid();
    const observation = anObservation({ fact: 'cancelling' });
    connector.onCancel = async () => ({ ...OUTCOMES.accepted, observation });
    await engine.canceller.cancel(payout, never);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'paid', cancellation: { status: 'processing' } });
  });

  it('keeps the read that a callback asks for meanwhile', async () => {
    const payout = await paid({ submittedAt: NOON });
    connector.onCancel = async () => {
      await storage.unitOfWork.run(({ callbacks }) => callbacks.wake(payout.id, NOON));
      return OUTCOMES.refused;
    };
    await engine.canceller.cancel(payout, never);
    const { cancellation, schedule } = await engine.payout(payout.id);
    expect([cancellation?.status, schedule.nextAt]).toEqual(['refused', NOON - 1]);
  });

  it('stays done when a read has found that, whatever the POST is answered then', async () => {
    const payout = await paid();
    connector.onCancel = async () => {
      connector.onLookup = async () => anObservation({ fact: 'returned', returnReason: 'canceled' });
      await engine.reader.read(await engine.payout(payout.id), 'api');
      return OUTCOMES.refused;
    };
    await engine.canceller.cancel(payout, never);
    expect(await engine.payout(payout.id)).toMatchObject({ status: 'returned', cancellation: { status: 'done' } });
  });

  it('is no probe of a hold that began after its POST', async () => {
    const payout = await paid();
    connector.onCancel = async () => {
      engine.time += 1_000;
      await engine.setHold(aHold({ reason: 'throttled', since: engine.time, until: engine.time + 3_600_000 }));
      return OUTCOMES.refused;
    };
    await engine.canceller.cancel(payout, never);
    expect(await engine.hold()).toMatchObject({ reason: 'throttled', until: engine.time + 3_600_000 });
  });

  it('sends nothing in review, from a held account, nor without a request', async () => {
    const [inReview, unasked, held] = [
      await paid({ review: aReview('conflict') }),
      await paid({ cancellation: null }),
      await paid(),
    ];
    await engine.canceller.cancel(inReview, never);
    await engine.canceller.cancel(unasked, never);
    await engine.setHold(aHold({ reason: 'paused', by: 'ops', until: null }));
    await engine.canceller.cancel(held, never);
    expect(connector.cancels).toEqual([]);
  });
});
