import { DATABASES } from '../../../test/support/databases.js';
import { clear } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { loseCommit } from '../../../test/support/lost-commit.js';
import { accept, connect, openStorage, type Storage } from '../../../test/support/storage.js';
import type { NewEvent, PayoutChanges } from '../domain/payout.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { type Decision, type Known, Recorder } from './recorder.js';

const AT = NOON + 1_000;

function observed(changes: PayoutChanges): NewEvent {
  return { type: 'observed', changes, data: {} };
}

/** Decides to set a provider id, unless the payout already has one. */
function binding({ payout }: Known): Decision | null {
  if (payout.providerId !== null) return null;
  const events = [observed({ status: 'processing', providerId: `txn of ${payout.id}` })];
  return { change: { events, source: 'worker', at: AT } };
}

/** Counts transactions. */
class Counting extends UnitOfWork {
  transactions = 0;

  override run: UnitOfWork['run'] = (unit, options) => {
    this.transactions += 1;
    return super.run(unit, options);
  };
}

describe.each(DATABASES)('recording by groups on $name', (kind) => {
  let storage: Storage;
  let unitOfWork: Counting;
  let recorder: Recorder;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    unitOfWork = new Counting(storage.dataSource);
    recorder = new Recorder(unitOfWork);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await clear(storage);
  });
  afterAll(() => storage.close());

  async function accepted(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push((await accept(storage)).id);
    return ids;
  }
  const payout = (id: string) => storage.unitOfWork.read(({ payouts }) => payouts.require(id));
  const typesOf = async (id: string) =>
    (await storage.unitOfWork.read(({ payouts }) => payouts.events(id))).map(({ type, sequence }) => [sequence, type]);
  const codes = (settled: readonly PromiseSettledResult<unknown>[]) => settled.map(({ status }) => status);

  it('writes what is ready at the same time in one transaction, each decision to its own payout', async () => {
    const ids = await accepted(50);
    const recorded = await Promise.all(ids.map((payoutId) => recorder.record({ payoutId, decide: binding })));
    expect(unitOfWork.transactions).toBe(1);
    expect(recorded.map(({ id, providerId }) => [id, providerId])).toEqual(ids.map((id) => [id, `txn of ${id}`]));
    for (const id of ids) {
      expect(await payout(id)).toMatchObject({ status: 'processing', providerId: `txn of ${id}`, version: 2 });
      expect(await typesOf(id)).toEqual([
        [1, 'accepted'],
        [2, 'observed'],
      ]);
    }
  });

  it('fails alone what cannot be decided', async () => {
    const ids = await accepted(5);
    const decide = (known: Known) => {
      if (known.payout.id === ids[2]) throw new Error('a bug of one');
      return binding(known);
    };
    const recording = ids.map((payoutId) => recorder.record({ payoutId, decide }));
    expect(codes(await Promise.allSettled(recording))).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(unitOfWork.transactions).toBe(1);
    expect(await payout(ids[2] ?? '')).toMatchObject({ status: 'queued', version: 1 });
    expect(await payout(ids[4] ?? '')).toMatchObject({ status: 'processing' });
  });

  it('fails alone what the database cannot hold', async () => {
    const ids = await accepted(5);
    const decide = (known: Known) => {
      const decision = binding(known);
      if (known.payout.id !== ids[1]) return decision;
      const events = [observed({ providerStatus: 'x'.repeat(70_000) })];
      return decision && { change: { ...decision.change, events } };
    };
    const recording = ids.map((payoutId) => recorder.record({ payoutId, decide }));
    expect(codes(await Promise.allSettled(recording))[1]).toBe('rejected');
    expect(await payout(ids[1] ?? '')).toMatchObject({ status: 'queued', version: 1 });
    for (const id of [0, 2, 3, 4].map((index) => ids[index] ?? '')) {
      expect(await payout(id)).toMatchObject({ status: 'processing', version: 2 });
    }
  });

  it('shows a second decision about a payout what the first one wrote', async () => {
    const [id = ''] = await accepted(1);
    const seen: (string | null)[] = [];
    const decide = (known: Known) => {
      seen.push(known.payout.providerId);
      return binding(known);
    };
    await Promise.all([1, 2, 3].map(() => recorder.record({ payoutId: id, decide })));
    expect(seen).toEqual([null, `txn of ${id}`, `txn of ${id}`]);
    expect((await payout(id)).version).toBe(2);
  });

  it('tells everybody of a group that its COMMIT got no answer, and nobody before there was one', async () => {
    for (const happens of [true, false]) {
      const ids = await accepted(3);
      loseCommit(storage, happens);
      const recording = ids.map((payoutId) => recorder.record({ payoutId, decide: binding }));
      for (const settled of await Promise.allSettled(recording)) {
        expect(settled).toMatchObject({ status: 'rejected', reason: expect.any(CommitUnknownError) });
      }
      // Records the same decisions again. They must detect that they are already stored.
      await Promise.all(ids.map((payoutId) => recorder.record({ payoutId, decide: binding })));
      for (const id of ids) expect(await payout(id)).toMatchObject({ status: 'processing', version: 2 });
      jest.restoreAllMocks();
    }
  });

  it('applies what a group means for its account one after the other', async () => {
    const ids = await accepted(3);
    const decide = (known: Known): Decision => ({
      change: { events: [observed({ providerId: known.payout.id })], source: 'worker', at: AT },
      account: (state) => ({ ...state, unknowns: state.unknowns + 1 }),
    });
    await Promise.all(ids.map((payoutId) => recorder.record({ payoutId, decide })));
    const { unknowns, version } = await storage.unitOfWork.read(({ accounts }) => accounts.get('jumia-ci'));
    expect([unknowns, version]).toEqual([3, 1]);
  });

  it('lets groups of several instances about the same payouts pass one another', async () => {
    const ids = await accepted(40);
    const other = kind.name === 'sqlite' ? storage.dataSource : await connect(storage.url);
    const recorders = [recorder, new Recorder(new UnitOfWork(other))];
    const all = recorders.flatMap((one, index) => {
      const order = index === 0 ? ids : [...ids].reverse();
      return order.map((payoutId) => one.record({ payoutId, decide: binding }));
    });
    await Promise.all(all);
    if (other !== storage.dataSource) await other.destroy();
    for (const id of ids) expect(await payout(id)).toMatchObject({ providerId: `txn of ${id}`, version: 2 });
  });
});
